namespace EmbeddedTemporal.Storage;

/// <summary>
/// How much history one answer carries. A page ends with the batch that fills it, so that most stay below the 4 MiB that
/// gRPC clients take by default; the rest is for the next page.
/// </summary>
internal sealed class PageBudget(int bytes = PageBudget.PageBytes)
{
    private const int PageBytes = 2 * 1024 * 1024;

    private long _left = bytes;

    /// <summary>For what is not answered over the network.</summary>
    public static PageBudget Unlimited => new(int.MaxValue);

    public bool IsSpent => _left <= 0;

    public void Spend(int bytes) => _left -= bytes;
}
