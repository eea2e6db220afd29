using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace EmbeddedTemporal.Storage;

/// <summary>
/// Checksums of rows, so that a damaged disk is noticed: SQLite itself has none for its database file. XXH3 has 64 bits, as an
/// integer column does, and costs less than a microsecond a row.
/// </summary>
internal static class RowSum
{
    public static long Of(params ReadOnlySpan<long> parts) => Of(MemoryMarshal.AsBytes(parts));

    public static long Of(ReadOnlySpan<byte> bytes) => unchecked((long)XxHash3.HashToUInt64(bytes));

    public static long Of(string text) => Of(MemoryMarshal.AsBytes(text.AsSpan()));

    /// <summary>The sum of an event batch, or of something pending.</summary>
    public static long Of(long rowId, long kind, ReadOnlySpan<byte> data) => Of([rowId, kind, Of(data)]);

    /// <summary>The sum of a run as lists show it, with where it is in them.</summary>
    public static long OfItem(long key, long startTime, long closeOrder, ReadOnlySpan<byte> item) => Of([key, startTime, closeOrder, Of(item)]);

    /// <summary>The sum of what never changes of a run.</summary>
    public static long Of(long key, NewRun run) => Of(
        [key, Of(run.Namespace), Of(run.WorkflowId), Of(run.RunId), Of(run.Type), Of(run.TaskQueue), run.StartTime, run.ExecutionTime, Of(run.Start)]);
}
