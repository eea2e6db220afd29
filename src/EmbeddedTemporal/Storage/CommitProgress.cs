using System.Buffers.Binary;
using Microsoft.Data.Sqlite;
using Microsoft.Win32.SafeHandles;

namespace EmbeddedTemporal.Storage;

/// <summary>Notes after each commit how far the write-ahead log reaches. Only the commit log's thread uses it.</summary>
internal sealed class CommitProgress(SqliteConnection connection, Database database) : IDisposable
{
    // Where the log's header has its salts.
    private const int SaltsAt = 16;

    private readonly SqliteCommand _frames = connection.Prepare("PRAGMA wal_checkpoint(NOOP)");
    private SafeFileHandle? _log;

    public void Note()
    {
        try
        {
            if (Frames() is > 0 and var frames)
            {
                // SQLite keeps this file as long as the connection is open, and holds no lock in it that closing it would end.
                _log ??= File.OpenHandle(database.Path + "-wal", FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                Span<byte> salts = stackalloc byte[sizeof(ulong)];
                RandomAccess.Read(_log, salts, SaltsAt);
                database.Mark.Write(CommitMark.Open(BinaryPrimitives.ReadUInt64BigEndian(salts), frames));
            }
        }
        catch (Exception e) when (e is IOException or SqliteException)
        {
            // The commit is on disk. An older mark promises less, and nothing that is not so.
        }
    }

    public void Dispose() => _log?.Dispose();

    private long Frames()
    {
        using var row = _frames.Read();
        return row.Read() ? row.GetInt64(1) : 0;
    }
}
