using System.Buffers.Binary;

namespace EmbeddedTemporal.Storage;

/// <summary>
/// What SQLite's write-ahead log holds (https://www.sqlite.org/fileformat2.html#the_write_ahead_log), read before SQLite opens it: SQLite stops
/// at the first frame whose checksum is wrong, and forgets what follows.
/// </summary>
/// <param name="Salts">Which log it is; null if its header is damaged.</param>
/// <param name="Frames">How many frames it has up to its last readable commit.</param>
/// <param name="HasGap">Whether commits follow a frame that is damaged: only an unfinished commit at the end can be torn.</param>
internal sealed record WalFile(ulong? Salts, long Frames, bool HasGap)
{
    private const int HeaderBytes = 32;
    private const int FrameHeaderBytes = 24;
    private const uint Magic = 0x377f0682;

    /// <summary>Null if there is no log, or an empty one.</summary>
    public static WalFile? Read(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1 << 20);
        var header = new byte[HeaderBytes];
        return file.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false) < HeaderBytes ? null : Read(file, header);
    }

    private static WalFile Read(FileStream file, byte[] header)
    {
        var magic = Word(header, 0);
        var sum = new Checksum((magic & 1) != 0);
        sum.Add(header.AsSpan(0, FrameHeaderBytes));
        var pageSize = (int)Word(header, 8);
        if ((magic & ~1u) != Magic || !sum.Matches(header.AsSpan(24)) || pageSize is < 512 or > 65536)
        {
            return new WalFile(null, 0, HasGap: false);
        }

        var salts = header.AsSpan(16, 8).ToArray();
        var frame = new byte[FrameHeaderBytes + pageSize];
        var (frames, readable, isDamaged, hasEnded) = (0L, 0L, false, false);
        while (file.ReadAtLeast(frame, frame.Length, throwOnEndOfStream: false) == frame.Length)
        {
            var isOurs = frame.AsSpan(8, 8).SequenceEqual(salts);
            if (!isDamaged)
            {
                sum.Add(frame.AsSpan(0, 8));
                sum.Add(frame.AsSpan(FrameHeaderBytes));
                isDamaged = !isOurs || !sum.Matches(frame.AsSpan(16));
                readable++;
                frames = !isDamaged && IsCommit(frame) ? readable : frames;
            }
            else if (isOurs && hasEnded)
            {
                // A later commit was written, so the damaged one had reached the disk.
                return new WalFile(ToSalts(salts), frames, HasGap: true);
            }

            hasEnded |= isDamaged && isOurs && IsCommit(frame);
        }

        return new WalFile(ToSalts(salts), frames, HasGap: false);
    }

    private static bool IsCommit(byte[] frame) => Word(frame, 4) != 0;

    private static ulong ToSalts(byte[] salts) => BinaryPrimitives.ReadUInt64BigEndian(salts);

    private static uint Word(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]);

    /// <summary>SQLite's running checksum of a log.</summary>
    private struct Checksum(bool isBigEndian)
    {
        private uint _a;
        private uint _b;

        public void Add(ReadOnlySpan<byte> bytes)
        {
            for (var at = 0; at < bytes.Length; at += 8)
            {
                _a += Next(bytes[at..]) + _b;
                _b += Next(bytes[(at + 4)..]) + _a;
            }
        }

        public readonly bool Matches(ReadOnlySpan<byte> stored) => Word(stored, 0) == _a && Word(stored, 4) == _b;

        private readonly uint Next(ReadOnlySpan<byte> bytes) => isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }
}
