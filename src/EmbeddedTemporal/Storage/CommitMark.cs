using System.Buffers.Binary;

namespace EmbeddedTemporal.Storage;

/// <summary>How far the write-ahead log had got when a commit was acknowledged.</summary>
/// <param name="Salts">Which log: SQLite gives it new salts whenever it starts it from the beginning.</param>
/// <param name="Frames">How many frames it had; 0 after a stop in good order, which leaves no log.</param>
internal readonly record struct CommitMark(ulong Salts, long Frames)
{
    /// <summary>What a stop in good order leaves.</summary>
    public static CommitMark Clean => default;

    public bool IsClean => Frames == 0;

    /// <summary>Whether a log with these salts may follow this mark: SQLite counts the first half up.</summary>
    public bool MayPrecede(ulong salts) => (int)((uint)(salts >> 32) - (uint)(Salts >> 32)) > 0;
}

/// <summary>
/// A file beside the database that says how far acknowledged commits reach, so that a log that lost some of them is noticed: SQLite itself
/// takes what it can read of a damaged log and says nothing. It is written after each commit without waiting for the disk: after a power
/// cut it can be behind the log, never ahead of it.
/// </summary>
internal sealed class CommitMarkFile(string path) : IDisposable
{
    private const int Bytes = 4 * sizeof(long);

    // "commits" and a version.
    private const long Magic = 0x636F_6D6D_6974_7301;

    private FileStream? _file;
    private bool _isOpenOnDisk;

    public string Path => path;

    /// <summary>Null if there is no mark, or none that can be read.</summary>
    public CommitMark? Read()
    {
        if (!File.Exists(path))
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[Bytes];
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        if (file.ReadAtLeast(bytes, Bytes, throwOnEndOfStream: false) < Bytes || Long(bytes, 0) != Magic || Long(bytes, 3) != RowSum.Of(bytes[..^sizeof(long)]))
        {
            return null;
        }

        var mark = new CommitMark((ulong)Long(bytes, 1), Long(bytes, 2));
        return mark.Frames >= 0 ? mark : null;
    }

    public void Write(CommitMark mark)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        foreach (var (i, value) in ((ReadOnlySpan<long>)[Magic, (long)mark.Salts, mark.Frames]).ToArray().Index())
        {
            BinaryPrimitives.WriteInt64BigEndian(bytes[(i * sizeof(long))..], value);
        }

        BinaryPrimitives.WriteInt64BigEndian(bytes[(3 * sizeof(long))..], RowSum.Of(bytes[..^sizeof(long)]));
        _file ??= OwnerOnly.Open(path, FileMode.OpenOrCreate);
        RandomAccess.Write(_file.SafeFileHandle, bytes, 0);

        // From the first commit on even a power cut must not bring the clean mark back.
        if (mark.IsClean || !_isOpenOnDisk)
        {
            _file.Flush(flushToDisk: true);
            _isOpenOnDisk = !mark.IsClean;
        }
    }

    public void Dispose() => _file?.Dispose();

    private static long Long(ReadOnlySpan<byte> bytes, int index) => BinaryPrimitives.ReadInt64BigEndian(bytes[(index * sizeof(long))..]);
}
