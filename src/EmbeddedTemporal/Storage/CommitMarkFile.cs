using System.Buffers.Binary;

namespace EmbeddedTemporal.Storage;

/// <summary>
/// A file beside the database that says how far acknowledged commits reach, so that a log that lost some of them is noticed: SQLite itself
/// takes what it can read of a damaged log and says nothing. It is written after each commit and before the answer, without waiting for the
/// disk: a killed process loses nothing of it, and after a power cut it can be behind the log, never ahead of it. That takes about a
/// fiftieth of the time in which a commit reaches the disk.
/// </summary>
internal sealed class CommitMarkFile(string path) : IDisposable
{
    private const int Bytes = 5 * sizeof(long);

    // "commits" and a version.
    private const long Magic = 0x636F_6D6D_6974_7302;

    // What a person writes into the file. Neither a missing nor an emptied file must be taken for it.
    private const string Acceptance = "accept";

    private FileStream? _file;
    private bool _isOpenOnDisk;

    public string Path => path;

    /// <summary>What to do to go on with what can be read.</summary>
    public string Remedy => $"write the word {Acceptance} into '{path}' (echo {Acceptance} > '{path}')";

    /// <summary>Null if there is no mark, or none that can be read.</summary>
    public CommitMark? Read()
    {
        if (!File.Exists(path))
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[Bytes];
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var length = file.ReadAtLeast(bytes, Bytes, throwOnEndOfStream: false);
        if (length < Bytes)
        {
            return System.Text.Encoding.UTF8.GetString(bytes[..length]).Trim() == Acceptance ? CommitMark.Accepted : null;
        }

        return Long(bytes, 0) == Magic && Long(bytes, 4) == RowSum.Of(bytes[..^sizeof(long)])
            ? new CommitMark((MarkState)Long(bytes, 1), (ulong)Long(bytes, 2), Long(bytes, 3))
            : null;
    }

    public void Write(CommitMark mark)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        foreach (var (i, value) in ((ReadOnlySpan<long>)[Magic, (long)mark.State, (long)mark.Salts, mark.Frames]).ToArray().Index())
        {
            BinaryPrimitives.WriteInt64BigEndian(bytes[(i * sizeof(long))..], value);
        }

        BinaryPrimitives.WriteInt64BigEndian(bytes[(4 * sizeof(long))..], RowSum.Of(bytes[..^sizeof(long)]));
        _file ??= OwnerOnly.Open(path, FileMode.OpenOrCreate);
        RandomAccess.Write(_file.SafeFileHandle, bytes, 0);

        // From the first commit on even a power cut must not bring an earlier state back.
        if (mark.State != MarkState.Open || !_isOpenOnDisk)
        {
            _file.Flush(flushToDisk: true);
            FolderSync.Flush(System.IO.Path.GetDirectoryName(path)!);
            _isOpenOnDisk = mark.State == MarkState.Open;
        }
    }

    public void Dispose() => _file?.Dispose();

    private static long Long(ReadOnlySpan<byte> bytes, int index) => BinaryPrimitives.ReadInt64BigEndian(bytes[(index * sizeof(long))..]);
}
