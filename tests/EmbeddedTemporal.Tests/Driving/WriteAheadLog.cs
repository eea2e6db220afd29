using System.Buffers.Binary;

namespace EmbeddedTemporal.Tests.Driving;

/// <summary>SQLite's write-ahead log as a file (https://www.sqlite.org/fileformat2.html#the_write_ahead_log).</summary>
internal static class WriteAheadLog
{
    private const int HeaderBytes = 32;
    private const int FrameHeaderBytes = 24;
    private const int PageSizeAt = 8;

    // In a frame's header; 0 in all frames of a transaction but the last.
    private const int DatabaseSizeAt = 4;

    /// <summary>The lengths that the log had after each transaction: what a crash at that moment leaves of it.</summary>
    public static IEnumerable<int> Commits(byte[] log)
    {
        if (log.Length < HeaderBytes)
        {
            yield break;
        }

        var frame = FrameHeaderBytes + BinaryPrimitives.ReadInt32BigEndian(log.AsSpan(PageSizeAt));
        for (var start = HeaderBytes; start + frame <= log.Length; start += frame)
        {
            if (BinaryPrimitives.ReadInt32BigEndian(log.AsSpan(start + DatabaseSizeAt)) != 0)
            {
                yield return start + frame;
            }
        }
    }
}
