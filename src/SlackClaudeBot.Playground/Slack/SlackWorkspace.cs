using SlackClaudeBot.Playground.Changes;
using SlackClaudeBot.Playground.Faults;
using SlackClaudeBot.Playground.Slack.Delivery;

namespace SlackClaudeBot.Playground.Slack;

/// <summary>A Slack workspace in memory: its people, channels, messages and modals, and the one app that is installed in it.</summary>
public sealed partial class SlackWorkspace
{
    public const string TeamId = "T0PLAYGROUND";
    public const string TeamDomain = "playground";
    public const string AppId = "A0CLAUDE";

    private readonly Lock _gate = new();
    private readonly ChangeSignal _changed = new();
    private readonly SlackClock _clock;

    /// <summary>Creates a workspace with two people, the bot, and three channels.</summary>
    public SlackWorkspace(SlackOptions options)
    {
        Options = options;
        _clock = new SlackClock(options.Time);
        Bot = new BotConnection(AppId, options.SigningSecret, options.AnswerTimeout, options.Time);
        Triggers = new TriggerIdStore(options.Time, options.TriggerLifetime);
        ResponseUrls = new ResponseUrlStore(options.Time);
    }

    /// <summary>Happens after each change, outside of locks, in order for each message.</summary>
    public event Action<SlackChange>? Changed;

    public SlackOptions Options { get; }

    /// <summary>The person at the page.</summary>
    public SlackUser You { get; } = new("U0YOU", "you", "You");

    /// <summary>Somebody else.</summary>
    public SlackUser Colleague { get; } = new("U0ROBIN", "robin", "Robin Meyer");

    /// <summary>The app's user.</summary>
    public SlackUser BotUser { get; } = new("U0CLAUDE", "claude", "Claude", "B0CLAUDE");

    /// <summary>Answers when the app does not.</summary>
    public SlackUser Slackbot { get; } = new("USLACKBOT", "slackbot", "Slackbot", "B0SLACKBOT");

    public IReadOnlyList<SlackUser> Users => [You, Colleague, BotUser, Slackbot];

    /// <summary>Where things happen unless told otherwise.</summary>
    public SlackChannel DefaultChannel { get; } = new("C0SHOP", "shop-dev", "The web shop: what we build, what broke");

    public IReadOnlyList<SlackChannel> Channels =>
        [DefaultChannel, new("C0OPS", "operations", "What runs, and what does not"), new("C0RANDOM", "random", "Everything else")];

    public IReadOnlyList<SlackUserGroup> UserGroups => [new("S0LEADS", "leads", [Colleague.Id])];

    /// <summary>What the app asked of Slack.</summary>
    public RequestLog Requests { get; } = new();

    /// <summary>Faults to inject, by Web API method (<c>chat.postMessage</c>) or <c>response_url</c>.</summary>
    public FaultPlan Faults { get; } = new();

    /// <summary>The way to the app.</summary>
    public BotConnection Bot { get; }

    internal TriggerIdStore Triggers { get; }

    internal ResponseUrlStore ResponseUrls { get; }

    /// <summary>The address of the stand-in; part of response and upload URLs.</summary>
    internal Uri BaseAddress { get; set; } = new("http://127.0.0.1/");

    /// <summary>Waits until <paramref name="find"/> finds something in the workspace: now, or after one of the changes to come.</summary>
    public Task<T> WaitForAsync<T>(Func<SlackWorkspace, T?> find, TimeSpan timeout, CancellationToken cancellationToken = default)
        where T : class =>
        _changed.WaitForAsync(() => find(this), timeout, Describe, cancellationToken);

    /// <summary>Waits for a message that satisfies <paramref name="predicate"/>; it may exist already.</summary>
    public Task<SlackMessage> WaitForMessageAsync(Func<SlackMessage, bool> predicate, TimeSpan timeout, CancellationToken cancellationToken = default) =>
        WaitForAsync(workspace => workspace.Messages.FirstOrDefault(predicate), timeout, cancellationToken);

    /// <summary>Waits for a modal that is open for a user.</summary>
    public Task<SlackView> WaitForViewAsync(SlackUser user, TimeSpan timeout, CancellationToken cancellationToken = default) =>
        WaitForAsync(workspace => workspace.Views.LastOrDefault(view => view.User == user.Id), timeout, cancellationToken);

    internal SlackUser? FindUser(string? id) => Users.FirstOrDefault(user => user.Id == id);

    internal SlackChannel? FindChannel(string? id) => Channels.FirstOrDefault(channel => channel.Id == id);

    private string Describe() =>
        "Messages: " + string.Join(" | ", Messages.TakeLast(20).Select(m => $"{m.User}{(m.IsReply ? " (thread)" : "")}: {Shorten(m.VisibleText)}"))
        + (ProtocolErrors.Count == 0 ? "" : " ProtocolErrors: " + string.Join(" | ", ProtocolErrors));

    private static string Shorten(string text) => text.Length <= 120 ? text : text[..120] + "…";

    private void Announce(SlackChange change)
    {
        _changed.Pulse();
        Changed?.Invoke(change);
    }
}
