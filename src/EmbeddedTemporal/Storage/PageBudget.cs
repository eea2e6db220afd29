namespace EmbeddedTemporal.Storage;

/// <summary>
/// How much history one answer carries. A page ends with the batch that fills it, so that most stay below the 4 MiB that
/// gRPC clients take by default; the rest is for the next page.
/// </summary>
internal sealed class PageBudget
{
    /// <summary>For what is not answered over the network.</summary>
    public static PageBudget Unlimited => new() { Bytes = long.MaxValue };

    public long Bytes { get; set; } = 2 * 1024 * 1024;

    public int Batches { get; set; } = int.MaxValue;

    public bool IsSpent => Bytes <= 0 || Batches <= 0;

    public void Spend(int bytes)
    {
        Bytes -= bytes;
        Batches--;
    }
}
