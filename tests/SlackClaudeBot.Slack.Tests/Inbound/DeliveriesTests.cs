using Microsoft.Extensions.Time.Testing;
using SlackClaudeBot.Slack.Inbound;

namespace SlackClaudeBot.Slack.Tests.Inbound;

public sealed class DeliveriesTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task A_second_delivery_waits_for_the_first_and_has_its_result()
    {
        var deliveries = new Deliveries(_time);
        var running = new TaskCompletionSource<int>();
        var runs = 0;

        var first = deliveries.OnceAsync("a", () => Run(running.Task));
        var second = deliveries.OnceAsync("a", () => Run(Task.FromResult(2)));
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
    public async Task What_failed_runs_again()
    {
        var deliveries = new Deliveries(_time);

        await Assert.ThrowsAsync<TimeoutException>(() => deliveries.OnceAsync<int>("a", () => throw new TimeoutException()));

        Assert.Equal(2, await deliveries.OnceAsync("a", () => Task.FromResult(2)));
    }

    [Fact]
    public async Task Ids_are_remembered_longer_than_Slack_retries_and_not_for_ever()
    {
        var deliveries = new Deliveries(_time);
        await deliveries.OnceAsync("a", () => Task.FromResult(1));

        _time.Advance(TimeSpan.FromMinutes(7));
        Assert.Equal(1, await deliveries.OnceAsync("a", () => Task.FromResult(2)));

        _time.Advance(TimeSpan.FromMinutes(4));
        Assert.Equal(3, await deliveries.OnceAsync("a", () => Task.FromResult(3)));
    }
}
