using System.Runtime.InteropServices;

namespace EmbeddedTemporal.Storage;

/// <summary>Makes a new or renamed file's name survive a power cut. .NET opens no folders, so this asks the C library.</summary>
internal static class FolderSync
{
    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            // NTFS writes names to its own log.
            return;
        }

        var handle = NativeOpen(folder, 0);
        if (handle < 0)
        {
            throw Failure(folder);
        }

        // Some file systems know no such thing, and say so by an error.
        _ = NativeFsync(handle);
        if (NativeClose(handle) != 0)
        {
            throw Failure(folder);
        }
    }

    private static IOException Failure(string folder) => new($"The folder '{folder}' cannot be written to the disk.");

    [DllImport("libc", EntryPoint = "open")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeOpen([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeFsync(int handle);

    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeClose(int handle);
}
