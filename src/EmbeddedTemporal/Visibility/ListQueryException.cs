namespace EmbeddedTemporal.Visibility;

/// <summary>A list query that cannot be understood; the message goes to whoever wrote it.</summary>
internal sealed class ListQueryException(string message) : Exception(message);
