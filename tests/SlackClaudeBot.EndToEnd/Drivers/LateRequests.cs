using System.Collections.Concurrent;
using SlackClaudeBot.Playground.Slack.Delivery;

namespace SlackClaudeBot.EndToEnd.Drivers;

/// <summary>Keeps what Slack sends on its way, so that it arrives after what was sent later.</summary>
internal sealed class LateRequests
{
    private readonly World _world;
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _kept = new();

    public LateRequests(World world)
    {
        _world = world;
        world.Slack.Bot.Delay(request => _kept.FirstOrDefault(kept => IsAbout(request, kept.Key)).Value?.Task);
    }

    /// <summary>Keeps every request from now on that is about something: a button's id, or words that are said.</summary>
    public void Keep(string text) => _kept[text] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Lets what was kept arrive, and waits for it.</summary>
    public Task<BotDelivery> ArriveAsync(string text)
    {
        Assert.True(_kept.TryRemove(text, out var kept));
        kept.SetResult();
        return DeliveredAsync(text);
    }

    /// <summary>Waits until a request that says something has arrived.</summary>
    public Task<BotDelivery> DeliveredAsync(string text) =>
        _world.WaitAsync(() => _world.Slack.Bot.WaitForDeliveryAsync(d => d.Answer.IsAcknowledged && IsAbout(d.Request, text), World.Patience));

    /// <summary>Whether it is a click on such a button, or somebody says such words.</summary>
    private static bool IsAbout(BotRequest request, string text) => request.Kind == BotRequestKind.Interaction
        ? request.Payload["actions"]?[0]?["action_id"]?.GetValue<string>() == text
        : request.Payload.ToJsonString().Contains(text, StringComparison.Ordinal);
}
