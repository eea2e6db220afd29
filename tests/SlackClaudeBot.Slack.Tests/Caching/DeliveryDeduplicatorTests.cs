using Microsoft.Extensions.Time.Testing;
using SlackClaudeBot.Slack.Caching;

namespace SlackClaudeBot.Slack.Tests.Caching;

public sealed class DeliveryDeduplicatorTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task A_second_delivery_waits_for_the_first_and_has_its_result()
    {
        var deduplicator = new DeliveryDeduplicator(_time);
        var running = new TaskCompletionSource<int>();
        var runs = 0;

        var first = deduplicator.RunOnceAsync("a", () => Run(running.Task));
        var second = deduplicator.RunOnceAsync("a", () => Run(Task.FromResult(2)));
        Assert.False(second.IsCompleted);
        running.SetResult(1);

        var results = await Task.WhenAll(first, second);
        Assert.Equal([1, 1], results);
        Assert.Equal(1, runs);

        Task<int> Run(Task<int> result)
        {
            runs++;
            return result;
        }
    }

    [Fact]
    public async Task A_failed_delivery_runs_again()
    {
        var deduplicator = new DeliveryDeduplicator(_time);

        await Assert.ThrowsAsync<TimeoutException>(() => deduplicator.RunOnceAsync<int>("a", () => throw new TimeoutException()));

        Assert.Equal(2, await deduplicator.RunOnceAsync("a", () => Task.FromResult(2)));
    }

    [Fact]
    public async Task Ids_are_remembered_longer_than_Slack_retries_and_not_for_ever()
    {
        var deduplicator = new DeliveryDeduplicator(_time);
        await deduplicator.RunOnceAsync("a", () => Task.FromResult(1));

        _time.Advance(TimeSpan.FromMinutes(7));
        Assert.Equal(1, await deduplicator.RunOnceAsync("a", () => Task.FromResult(2)));

        _time.Advance(TimeSpan.FromMinutes(4));
        Assert.Equal(3, await deduplicator.RunOnceAsync("a", () => Task.FromResult(3)));
    }
}
