using System.Runtime.InteropServices;

namespace SlackClaudeBot.Hosting;

/// <summary>
/// Makes files and folders of this process and its children their owner's alone, whoever creates them: the database, locks
/// and git too. What others must read says so itself. See https://man7.org/linux/man-pages/man2/umask.2.html
/// </summary>
internal static class FileCreationMask
{
    private const uint GroupAndOthers = 0b000_111_111;

    public static void KeepOthersOut()
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
