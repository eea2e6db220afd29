namespace SlackClaudeBot.Slack.Caching;

/// <summary>
/// Runs the work of a delivery once: a second delivery with the same id waits for the first and gets its result. A delivery that
/// failed is forgotten, so that Slack's retry runs it. Workflows deduplicate signals beyond this memory.
/// </summary>
internal sealed class DeliveryDeduplicator(TimeProvider time)
{
    // Slack's last retry of an event comes 6 minutes after the first delivery.
    private static readonly TimeSpan _rememberedFor = TimeSpan.FromMinutes(10);

    private readonly AsyncCache<string, object?> _results = new(time, _rememberedFor, capacity: 20_000);

    public async Task<T> RunOnceAsync<T>(string id, Func<Task<T>> run) => (T)(await _results.GetAsync(id, async () => await run()))!;
}
