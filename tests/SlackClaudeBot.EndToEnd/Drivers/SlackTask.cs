using SlackClaudeBot.Playground.GitHub;
using SlackClaudeBot.Playground.Slack;
using SlackClaudeBot.Slack.Buttons;
using SlackClaudeBot.Slack.Messages;

namespace SlackClaudeBot.EndToEnd.Drivers;

/// <summary>A task as people see it: a root message and its thread.</summary>
public sealed class SlackTask(World world, string id, string channel, string rootTs)
{
    public string Id { get; } = id;

    public string WorkflowId => "fix-" + Id;

    public string Branch => "fix/claude-" + Id;

    /// <summary>The current root message.</summary>
    public SlackMessage Root => world.Slack.Messages.Single(m => m.Channel == channel && m.Ts == rootTs);

    /// <summary>The thread's messages, oldest first.</summary>
    public IReadOnlyList<SlackMessage> Thread => [.. world.Slack.Messages.Where(m => m.ThreadTs == rootTs && m.Ts != rootTs)];

    /// <summary>The summaries of stage attempts.</summary>
    public IReadOnlyList<SlackMessage> Summaries => [.. Thread.Where(m => KeyOf(m)?.StartsWith("stage:", StringComparison.Ordinal) is true)];

    /// <summary>The keys of the program's messages in the thread, one for each message.</summary>
    public IReadOnlyList<string> Keys => [.. Thread.Select(KeyOf).OfType<string>()];

    /// <summary>Waits until an attempt waits for a decision.</summary>
    public Task<SlackMessage> ReviewAsync(int attempt) => world.WaitAsync(() => world.Slack.WaitForAsync(
        _ => Thread.FirstOrDefault(m => KeyOf(m) == $"stage:fix:{attempt}" && m.HasAction(ActionIds.Reject)), World.Patience), $"Attempt {attempt} of {Id} does not wait for a decision. ");

    /// <summary>Waits for a message of the thread.</summary>
    public Task<SlackMessage> ReplyAsync(Func<SlackMessage, bool> predicate) =>
        world.WaitAsync(() => world.Slack.WaitForAsync(_ => Thread.FirstOrDefault(predicate), World.Patience));

    /// <summary>Waits until the root message says something.</summary>
    public Task<SlackMessage> RootSaysAsync(string text) => world.WaitAsync(() => world.Slack.WaitForAsync(
        _ => Root is { } root && root.VisibleText.Contains(text, StringComparison.OrdinalIgnoreCase) ? root : null, World.Patience), $"The card of {Id} does not say \"{text}\". ");

    /// <summary>Waits for the end: the root message says so, and all that is left to do is done.</summary>
    public Task CompletesAsync() => EndsAsync("completed");

    /// <summary>Waits for an end as <see cref="CompletesAsync"/> does.</summary>
    /// <param name="how">The word that the root message ends with.</param>
    public async Task EndsAsync(string how)
    {
        await RootSaysAsync(how);
        var workflow = await world.WorkflowAsync(WorkflowId);
        await workflow.GetResultAsync().WaitAsync(World.Patience);
    }

    /// <summary>Clicks a button of a message.</summary>
    public async Task<CommandResult> ClickAsync(SlackMessage message, string actionId, SlackUser? user = null)
    {
        var result = await world.Slack.ClickAsync(user ?? world.Slack.You, message, actionId);
        Assert.True(result.Answer.IsAcknowledged, $"The click was not acknowledged: {result.Answer}\n{world.Bot.Log}");
        return result;
    }

    /// <summary>Rejects an attempt through the form behind its button.</summary>
    public async Task<SubmissionResult> RejectAsync(SlackMessage review, string feedback)
    {
        await ClickAsync(review, ActionIds.Reject);
        var form = await world.WaitAsync(() => world.Slack.WaitForViewAsync(world.Slack.You, World.Patience));
        var result = await world.Slack.SubmitAsync(form, new Dictionary<string, string> { [ActionIds.Feedback] = feedback });
        Assert.True(result.IsAccepted, $"The feedback was not taken: {string.Join(", ", result.Errors.Values)}\n{world.Bot.Log}");
        return result;
    }

    /// <summary>Answers in the thread.</summary>
    public SlackMessage Say(string text, SlackUser? user = null) => world.Slack.Post(user ?? world.Slack.You, text, Root);

    /// <summary>Waits for the pull request of a repository.</summary>
    public Task<GitHubPullRequest> PullRequestAsync(string repository) => world.WaitAsync(
        () => world.GitHub.WaitForPullRequestAsync(p => p.Head == Branch && p.Repository.FullName == repository, World.Patience));

    private static string? KeyOf(SlackMessage message) =>
        message.Metadata is { } metadata
        && metadata.GetProperty("event_type").GetString() == MessageMetadataTypes.Message
        && metadata.GetProperty("event_payload").TryGetProperty(MessageMetadataTypes.Key, out var key)
            ? key.GetString()
            : null;
}
