namespace EmbeddedTemporal.Storage;

/// <summary>A value by which a run can be found.</summary>
/// <param name="Attribute">The number of its search attribute.</param>
/// <param name="Value">Text, a 64-bit integer or a double.</param>
internal sealed record IndexedValue(long Attribute, object Value);
