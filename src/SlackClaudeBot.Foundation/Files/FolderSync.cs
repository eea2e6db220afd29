using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace SlackClaudeBot.Foundation.Files;

/// <summary>Makes the name of a new or renamed file survive a power cut. .NET opens no folders, so this asks the C library.</summary>
internal static class FolderSync
{
    /// <summary>Writes the names in a folder to the disk.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="IOException">The folder cannot be opened.</exception>
    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            // NTFS writes names to its own log.
            return;
        }

        using var handle = NativeOpen(folder, 0);
        if (handle.IsInvalid)
        {
            throw new IOException($"The folder '{folder}' cannot be written to the disk.");
        }

        RandomAccess.FlushToDisk(handle);
    }

    [DllImport("libc", EntryPoint = "open")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern SafeFileHandle NativeOpen([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);
}
