namespace EmbeddedTemporal;

/// <summary>The service cannot listen where it was told to; the message says why.</summary>
public sealed class ListenException(string message, Exception? innerException = null) : Exception(message, innerException);
