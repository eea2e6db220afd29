using System.Globalization;
using SlackClaudeBot.Slack.Buttons;
using SlackClaudeBot.Workflows.Contracts.Events;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using SlackNet.Blocks;

namespace SlackClaudeBot.Slack.Rendering;

/// <summary>Renders the task's card: one compact message with its state.</summary>
public static class TaskCardRendering
{
    private const int MaxTitle = 300;
    private const int MaxDetail = 600;
    private const int MaxName = 150;
    private const int MaxRepositories = 5;
    private const int MaxPullRequests = 10;

    public static RenderedMessage Render(TaskSnapshot card, DateTimeOffset now)
    {
        var (emoji, words) = StatusLabels.For(card.Status);
        var title = SlackText.Title(card.Title, MaxTitle);
        var blocks = new List<Block>
        {
            BlockKit.Section($"{emoji} *{title}*"),
            BlockKit.Context(string.Join("  ·  ", Facts(card, words, now))),
        };

        if (SlackText.Inline(card.Detail, MaxDetail) is { Length: > 0 } detail)
        {
            blocks.Add(BlockKit.Context(detail));
        }

        if (card.PullRequests.Count > 0)
        {
            blocks.Add(BlockKit.Section(string.Join("\n", PullRequests(card))));
        }

        if (!card.Status.IsFinal())
        {
            blocks.Add(BlockKit.Actions(CancelButton(card)));
        }

        return new RenderedMessage($"{words}: {title}", blocks);
    }

    private static IEnumerable<string> Facts(TaskSnapshot card, string words, DateTimeOffset now)
    {
        yield return words;
        yield return Repositories(card.Repositories);
        yield return SlackText.User(card.Requester);
        if (card.Attempt > 0)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"attempt {card.Attempt} of {card.MaxAttempts}");
        }

        if (card.CostUsd > 0 || card.BudgetUsd is not null)
        {
            yield return Amounts.Cost(card.CostUsd, card.BudgetUsd);
        }

        yield return $"`{SlackText.Inline(card.TaskId, 64)}`";
        yield return Amounts.Time((card.EndedAt ?? now.UtcDateTime) - card.StartedAt);
        if (card.Deadline is { } deadline)
        {
            yield return $":hourglass: expires {Amounts.Moment(deadline)}";
        }

        if (!string.IsNullOrWhiteSpace(card.Ticket))
        {
            yield return SlackText.Link(card.Ticket, "ticket");
        }
    }

    private static string Repositories(IReadOnlyList<string> names)
    {
        var shown = string.Join(", ", names.Take(MaxRepositories).Select(name => SlackText.Inline(name, MaxName)));
        return names.Count <= MaxRepositories ? shown : string.Create(CultureInfo.InvariantCulture, $"{shown} and {names.Count - MaxRepositories} more");
    }

    private static IEnumerable<string> PullRequests(TaskSnapshot card)
    {
        foreach (var pullRequest in card.PullRequests.Take(MaxPullRequests))
        {
            yield return ":arrow_right: " + SlackText.Link(
                pullRequest.Url, string.Create(CultureInfo.InvariantCulture, $"{SlackTextName(pullRequest.Repository)}#{pullRequest.Number}"));
        }
    }

    private static string SlackTextName(string repository) => repository.Length <= MaxName ? repository : repository[..MaxName];

    private static Button CancelButton(TaskSnapshot card)
    {
        var button = BlockKit.Button(ActionIds.Cancel, "Cancel", new ButtonValue(card.WorkflowId).Encode());
        button.Confirm = new ConfirmationDialog
        {
            Title = new PlainText("Cancel this task?"),
            Text = new PlainText("The agent is stopped and its sandbox removed. What it has not pushed is lost."),
            Confirm = new PlainText("Cancel the task"),
            Deny = new PlainText("Keep it"),
        };
        return button;
    }
}
