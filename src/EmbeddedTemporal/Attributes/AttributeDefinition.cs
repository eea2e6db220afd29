using Temporalio.Api.Enums.V1;

namespace EmbeddedTemporal.Attributes;

/// <summary>A search attribute whose values are indexed by themselves, not by a column of the run.</summary>
/// <param name="Id">Its number in the index; negative for those of the system. A number is never used again.</param>
/// <param name="Name">Its name in its namespace.</param>
/// <param name="Type">What its values are.</param>
internal sealed record AttributeDefinition(long Id, string Name, IndexedValueType Type);
