namespace EmbeddedTemporal.Visibility;

/// <summary>A list query that cannot be understood; the message is for the person who wrote it.</summary>
internal sealed class ListQueryException(string message) : Exception(message);
