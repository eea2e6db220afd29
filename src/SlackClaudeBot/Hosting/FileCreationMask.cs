using System.Runtime.InteropServices;

namespace SlackClaudeBot.Hosting;

/// <summary>
/// Restricts every file and folder that this process and its children create to their owner: the database, locks and git's files
/// too. Code that shares a file with others sets its permissions. See https://man7.org/linux/man-pages/man2/umask.2.html
/// </summary>
internal static class FileCreationMask
{
    private const uint GroupAndOthers = 0b000_111_111;

    public static void RestrictToOwner()
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = SetMask(GroupAndOthers);
        }
    }

    [DllImport("libc", EntryPoint = "umask")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint SetMask(uint mask);
}
