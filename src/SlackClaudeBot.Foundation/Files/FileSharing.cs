namespace SlackClaudeBot.Foundation.Files;

/// <summary>Says why a file could not be opened.</summary>
public static class FileSharing
{
    // EAGAIN on Linux and on macOS, ERROR_SHARING_VIOLATION on Windows.
    private static readonly int[] _violations = [11, 35, unchecked((int)0x80070020)];

    /// <summary>Whether the file is open elsewhere, for exclusive use.</summary>
    public static bool IsSharingViolation(IOException failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return _violations.Contains(failure.HResult);
    }
}
