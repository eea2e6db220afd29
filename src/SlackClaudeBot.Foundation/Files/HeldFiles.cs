namespace SlackClaudeBot.Foundation.Files;

/// <summary>Files that one process has open for itself alone: the system lets go of them when it ends, however it ends.</summary>
public static class HeldFiles
{
    // EAGAIN of Linux and of macOS, ERROR_SHARING_VIOLATION of Windows.
    private static readonly int[] _held = [11, 35, unchecked((int)0x80070020)];

    /// <summary>Whether a file could not be opened because another one has it.</summary>
    public static bool IsHeld(IOException failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return _held.Contains(failure.HResult);
    }
}
