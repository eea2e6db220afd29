using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Temporalio.Api.Enums.V1;
using Temporalio.Converters;

namespace Temporalio.Client;

/// <summary>What a client does on its connection.</summary>
public class TemporalClientOptions : ICloneable
{
    /// <summary>The namespace it works in.</summary>
    public string Namespace { get; set; } = "default";

    /// <summary>How values and exceptions travel.</summary>
    public DataConverter DataConverter { get; set; } = DataConverter.Default;

    /// <summary>Where it logs.</summary>
    public ILoggerFactory LoggerFactory { get; set; } = NullLoggerFactory.Instance;

    /// <summary>When queries are not asked; null for the service's default.</summary>
    public QueryRejectCondition? QueryRejectCondition { get; set; }

    /// <summary>A copy.</summary>
    public virtual object Clone() => MemberwiseClone();
}
