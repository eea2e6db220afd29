using System.Diagnostics;
using System.IO.Compression;

namespace SlackClaudeBot.EndToEnd.Hostile;

/// <summary>Reads all that a folder holds, compressed or not.</summary>
internal static class StoredFiles
{
    // Targets of links belong to others, and pipes never end.
    private static readonly EnumerationOptions _everyFile = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = false };

    /// <summary>Every file by its path in the folder, and beside it what is compressed in it.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="packed">Whether to unpack repositories and bundles: they must be whole then.</param>
    public static async Task<IReadOnlyList<(string Where, byte[] Content)>> ReadAsync(string folder, bool packed = true)
    {
        var stored = new List<(string Where, byte[] Content)>();
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles("*", _everyFile))
        {
            try
            {
                if (file.Length > 0)
                {
                    stored.Add((Path.GetRelativePath(folder, file.FullName), await File.ReadAllBytesAsync(file.FullName)));
                }
            }
            catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
            {
                // An agent in a process sandbox may outlive the program that was killed.
            }
        }

        foreach (var (where, content) in stored.Where(file => file.Content is [0x1F, 0x8B, ..]).ToList())
        {
            using var unpacked = new MemoryStream();
            await using var zipped = new GZipStream(new MemoryStream(content), CompressionMode.Decompress);
            await zipped.CopyToAsync(unpacked);
            stored.Add((where, unpacked.ToArray()));
        }

        if (!packed)
        {
            return stored;
        }

        var bundles = stored.Where(file => IsBundle(file.Content)).Select(file => file.Where).ToList();
        foreach (var mirror in Directory.EnumerateDirectories(folder, "*.git", SearchOption.AllDirectories).ToList())
        {
            stored.Add((Path.GetRelativePath(folder, mirror), await ObjectsAsync(mirror, bundles.Select(bundle => Path.Combine(folder, bundle)))));
        }

        return stored;
    }

    /// <summary>The permissions of each file and folder in a folder.</summary>
    public static IEnumerable<(string Path, UnixFileMode Mode)> Rights(string folder)
    {
        const UnixFileMode gone = (UnixFileMode)(-1);
        var entries = new DirectoryInfo(folder).EnumerateFileSystemInfos("*", SearchOption.AllDirectories).Select(entry => (Path.GetRelativePath(folder, entry.FullName), entry.UnixFileMode));
        return [.. entries.Where(entry => entry.UnixFileMode != gone)];
    }

    /// <summary>All objects of a repository, and of bundles that were made of it: a bundle leans on the objects of its repository.</summary>
    private static async Task<byte[]> ObjectsAsync(string repository, IEnumerable<string> bundles)
    {
        var folder = Directory.CreateTempSubdirectory("objects-").FullName;
        await GitAsync(folder, "clone", "--quiet", "--bare", repository, "copy");
        var copy = Path.Combine(folder, "copy");
        foreach (var bundle in bundles)
        {
            await GitAsync(copy, "bundle", "unbundle", bundle);
        }

        var objects = await GitAsync(copy, "cat-file", "--batch-all-objects", "--batch");
        Directory.Delete(folder, recursive: true);
        return objects;
    }

    private static bool IsBundle(byte[] content) => content.AsSpan().StartsWith("# v2 git bundle"u8) || content.AsSpan().StartsWith("# v3 git bundle"u8);

    private static async Task<byte[]> GitAsync(string folder, params string[] arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true })!;
        using var output = new MemoryStream();
        await git.StandardOutput.BaseStream.CopyToAsync(output);
        await git.WaitForExitAsync();
        Assert.Equal(0, git.ExitCode);
        return output.ToArray();
    }
}
