using Temporalio.Api.Common.V1;

namespace Temporalio.Converters;

/// <summary>A value that is left as the payload it is.</summary>
public interface IRawValue
{
    /// <summary>The payload.</summary>
    Payload Payload { get; }
}
