using SlackClaudeBot.Slack.Caching;
using SlackClaudeBot.Testing;

namespace SlackClaudeBot.Slack.Tests.Caching;

public sealed class AsyncCacheTests
{
    private readonly SettableTimeProvider _time = new();
    private int _calls;

    [Fact]
    public async Task Callers_at_the_same_time_share_one_call()
    {
        var cache = new AsyncCache<string, int>(_time, TimeSpan.FromMinutes(1));
        var answer = new TaskCompletionSource<int>();

        var both = new[] { cache.GetAsync("a", () => Count(answer.Task)), cache.GetAsync("a", () => Count(answer.Task)) };
        answer.SetResult(7);

        Assert.All(await Task.WhenAll(both), value => Assert.Equal(7, value));
        Assert.Equal(1, _calls);
    }

    [Fact]
    public async Task An_answer_lasts_for_its_lifetime_however_the_clock_is_set()
    {
        var cache = new AsyncCache<string, int>(_time, TimeSpan.FromMinutes(1));

        await cache.GetAsync("a", () => Count(Task.FromResult(1)));
        _time.Offset = TimeSpan.FromHours(-2);
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(1, await cache.GetAsync("a", () => Count(Task.FromResult(2))));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(2, await cache.GetAsync("a", () => Count(Task.FromResult(2))));
    }

    [Fact]
    public async Task A_failure_and_an_answer_that_is_not_worth_it_are_forgotten()
    {
        var cache = new AsyncCache<string, int>(_time, TimeSpan.FromMinutes(1));

        await Assert.ThrowsAsync<TimeoutException>(() => cache.GetAsync("a", () => Task.FromException<int>(new TimeoutException())));
        await cache.GetAsync("a", () => Count(Task.FromResult(0)), found => found > 0);
        Assert.Equal(5, await cache.GetAsync("a", () => Count(Task.FromResult(5)), found => found > 0));
    }

    [Fact]
    public async Task The_oldest_entries_are_evicted_if_there_is_no_room()
    {
        var cache = new AsyncCache<int, int>(_time, TimeSpan.FromMinutes(1), capacity: 2);
        foreach (var key in new[] { 1, 2, 3 })
        {
            await cache.GetAsync(key, () => Count(Task.FromResult(key)));
        }

        await cache.GetAsync(3, () => Count(Task.FromResult(3)));
        await cache.GetAsync(1, () => Count(Task.FromResult(1)));
        Assert.Equal(4, _calls);
    }

    private Task<int> Count(Task<int> answer)
    {
        _calls++;
        return answer;
    }
}
