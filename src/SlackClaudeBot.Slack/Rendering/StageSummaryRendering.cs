using System.Globalization;
using SlackClaudeBot.Slack.Buttons;
using SlackClaudeBot.Workflows.Contracts.Checks;
using SlackClaudeBot.Workflows.Contracts.Events;
using SlackClaudeBot.Workflows.Contracts.Repositories;
using SlackClaudeBot.Workflows.Contracts.Reviews;
using SlackNet.Blocks;

namespace SlackClaudeBot.Slack.Rendering;

/// <summary>Renders a stage's summary, with buttons for the decision or with the decision.</summary>
public static class StageSummaryRendering
{
    private const int MaxRepositories = 6;
    private const int MaxName = 150;
    private const int MaxFiles = 12;
    private const int MaxRemarks = 8;

    /// <summary>The longest text of one section: the agent's words, the diff.</summary>
    private const int MaxSection = SlackLimits.SectionText - 100;

    /// <param name="summary">What to draw.</param>
    /// <param name="wholeDiff">The address of the whole diff; null if there is none.</param>
    /// <param name="approvers">The approvers to mention beside the requester, as mrkdwn.</param>
    public static RenderedMessage Render(AttemptReview summary, Uri? wholeDiff, IReadOnlyList<string>? approvers = null)
    {
        // The length after escaping is not known before: if it is too much, everything long is shortened.
        foreach (var share in new[] { 1.0, 0.5, 0.25 })
        {
            var blocks = Blocks(summary, wholeDiff, approvers ?? [], share);
            if (BlockKit.Weigh(blocks) <= SlackLimits.MessageWeight)
            {
                return new RenderedMessage(Fallback(summary), blocks);
            }
        }

        return new RenderedMessage(Fallback(summary), Blocks(summary, wholeDiff, approvers ?? [], 0.1));
    }

    private static List<Block> Blocks(AttemptReview summary, Uri? wholeDiff, IReadOnlyList<string> approvers, double share)
    {
        var blocks = new List<Block> { BlockKit.Section(Headline(summary)), BlockKit.Context(string.Join("  ·  ", Facts(summary))) };
        if (Shortened(SlackText.Inline, summary.Problem, 700, share) is { Length: > 0 } problem)
        {
            blocks.Add(BlockKit.Section($":warning: {problem}"));
        }

        if (Remarks(":warning:", summary.Changes.Weakened ?? [], share) is { Length: > 0 } weakened)
        {
            blocks.Add(BlockKit.Section(weakened));
        }

        if (Shortened(SlackText.Paragraphs, summary.Summary, MaxSection, share) is { Length: > 0 } text)
        {
            blocks.Add(BlockKit.Section(text));
        }

        foreach (var repository in summary.Changes.Repositories.Take(MaxRepositories))
        {
            blocks.Add(BlockKit.Context(Files(repository, share)));
        }

        if (Remarks(":mag:", [.. summary.Changes.Remarks ?? [], .. Uncovered(summary.Tests)], share) is { Length: > 0 } remarks)
        {
            blocks.Add(BlockKit.Section(remarks));
        }

        foreach (var tests in summary.Tests.Repositories.Where(r => r.Proof is not null).Take(MaxRepositories))
        {
            blocks.Add(BlockKit.Context($":test_tube: {SlackText.Inline(tests.Name, MaxName)}: {SlackText.Inline(tests.Proof!, 300)}"));
        }

        foreach (var tests in summary.Tests.Repositories.Where(r => r.Runner is not null && !r.Succeeded).Take(MaxRepositories))
        {
            blocks.Add(BlockKit.Section(FailingTests(tests, share)));
        }

        if (Shortened(SlackText.CodeBlock, summary.Changes.DiffPreview, MaxSection, share) is { Length: > 0 } preview)
        {
            blocks.Add(BlockKit.Section(preview));
        }

        if (wholeDiff is not null && summary.Changes.Diff is not null)
        {
            blocks.Add(BlockKit.Context(SlackText.Link(wholeDiff.AbsoluteUri, "The whole diff")));
        }

        if (summary.Decision is { } decision)
        {
            blocks.AddRange(Decided(decision, share));
        }
        else if (summary.AwaitsDecision)
        {
            blocks.Add(BlockKit.Context(Invitation(summary, approvers)));
            blocks.Add(BlockKit.Actions(Buttons(summary)));
        }

        return blocks;
    }

    /// <summary>A new message mentions people; editing it later notifies no one again.</summary>
    private static string Invitation(AttemptReview summary, IReadOnlyList<string> approvers)
    {
        string[] mentioned = [.. new[] { SlackText.User(summary.Requester) }.Where(requester => requester.Length > 0), .. approvers];
        var who = mentioned.Length == 0 ? string.Empty : $"{string.Join(", ", mentioned)}: ";
        var notes = summary.PendingNotes switch
        {
            0 => string.Empty,
            1 => " A note from this thread waits for the next attempt; approving leaves it out.",
            var count => string.Create(CultureInfo.InvariantCulture, $" {count} notes from this thread wait for the next attempt; approving leaves them out."),
        };
        return $"{who}this waits for a decision.{notes}";
    }

    private static string Headline(AttemptReview summary)
    {
        var sign = summary switch { { Problem: not null } => ":warning:", { Decision: null } => ":eyes:", _ => ":memo:" };
        return string.Create(CultureInfo.InvariantCulture, $"{sign} *Attempt {summary.Key.Attempt} of {summary.MaxAttempts}*: {SlackText.Title(summary.Title, 300)}");
    }

    private static IEnumerable<string> Facts(AttemptReview summary)
    {
        var changes = summary.Changes;
        yield return changes.FilesChanged == 0
            ? "nothing changed"
            : string.Create(CultureInfo.InvariantCulture, $"{Amounts.Count(changes.FilesChanged, "file")} +{changes.LinesAdded} −{changes.LinesRemoved}");
        yield return Tests(summary.Tests);
        yield return summary is { BudgetUsd: null } && summary.CostUsd == summary.TotalCostUsd
            ? Amounts.Cost(summary.CostUsd)
            : $"{Amounts.Cost(summary.CostUsd)} ({Amounts.Cost(summary.TotalCostUsd, summary.BudgetUsd)} in all)";
        yield return Amounts.Time(summary.Duration);
    }

    private static string Tests(TestRunResult tests) => tests switch
    {
        { AnyRan: false } => Headlines(tests) is { Length: > 0 } headlines ? $"no tests ran ({headlines})" : "no tests ran",
        { AllPassed: true, Passed: 0 } => ":white_check_mark: tests passed, none counted",
        { AllPassed: true } => string.Create(CultureInfo.InvariantCulture, $":white_check_mark: {Amounts.Count(tests.Passed, "test")} passed{Coverage(tests)}"),
        { Failed: 0 } when Headlines(tests) is { Length: > 0 } headlines => string.Create(CultureInfo.InvariantCulture, $":x: {headlines}{(tests.Passed > 0 ? $", {tests.Passed} passed" : "")}"),
        { Failed: 0, Passed: 0 } => ":x: tests did not pass",
        _ => string.Create(CultureInfo.InvariantCulture, $":x: {tests.Failed} failed, {tests.Passed} passed"),
    };

    /// <summary>What happened where counts do not say it: tests that could not start, a time limit, no known runner.</summary>
    private static string Headlines(TestRunResult tests) => SlackText.Inline(string.Join("; ", tests.Repositories.Select(r => r.Headline).OfType<string>().Distinct().Take(3)), 300);

    /// <summary>The changed files that no tests speak for.</summary>
    private static IEnumerable<string> Uncovered(TestRunResult tests) => tests.Repositories
        .Where(r => r.Runner is not null && r.Uncovered is { Count: > 0 })
        .Select(r => $"{r.Name}: no passing tests cover {string.Join(", ", r.Uncovered!.Take(5))}{(r.Uncovered!.Count > 5 ? " and more" : "")}.");

    private static string Coverage(TestRunResult tests) => tests.Repositories.FirstOrDefault(r => r.CoveragePercent is not null) is { CoveragePercent: { } percent }
        ? string.Create(CultureInfo.InvariantCulture, $", {percent:0.#} % covered")
        : string.Empty;

    private static string Files(RepositoryChanges repository, double share)
    {
        var name = SlackText.Inline(repository.Name, MaxName);
        if (!repository.IsChanged)
        {
            return $"{name}: unchanged";
        }

        var files = Shortened(SlackText.Inline, string.Join(", ", repository.Files.Take(MaxFiles)), 500, share);
        return string.Create(
            CultureInfo.InvariantCulture, $"{name}: {Amounts.Count(repository.FilesChanged, "file")} +{repository.LinesAdded} −{repository.LinesRemoved}  {files}");
    }

    /// <summary>What a reviewer should look at twice: a diff shows it badly, or pushing it may be refused.</summary>
    private static string Remarks(string sign, IReadOnlyList<string> remarks, double share)
    {
        var lines = remarks.Take(MaxRemarks).Select(remark => $"{sign} {Shortened(SlackText.Inline, remark, 300, share)}");
        var more = remarks.Count - MaxRemarks;
        return string.Join('\n', more > 0 ? lines.Append(string.Create(CultureInfo.InvariantCulture, $"{sign} and {more} more; look through the whole diff")) : lines);
    }

    private static string FailingTests(RepositoryTests tests, double share)
    {
        var counted = tests.Failed + tests.Passed;
        var said = tests.Failed == 0 && tests.Headline is { } headline ? SlackText.Inline(headline, 200) : counted == 0 ? "the tests did not pass" : string.Create(CultureInfo.InvariantCulture, $"{tests.Failed} of {counted} tests fail");
        var head = $":x: {SlackText.Inline(tests.Name, MaxName)}: {said}";
        return $"{head}\n{Shortened(SlackText.CodeBlock, tests.Excerpt, 1200, share)}";
    }

    private static IEnumerable<Block> Decided(StageDecision decision, double share)
    {
        var who = decision.By is null ? "from Temporal's tools" : $"by {SlackText.User(decision.By)}";
        yield return BlockKit.Context(decision.Kind switch
        {
            DecisionKind.Approved => $":white_check_mark: Approved {who}, {Amounts.Moment(decision.At)}",
            DecisionKind.Rejected => $":arrows_counterclockwise: Rejected {who}, {Amounts.Moment(decision.At)}",
            DecisionKind.Retried => $":repeat: The agent tries again, asked {who}, {Amounts.Moment(decision.At)}",
            DecisionKind.AutoApproved => ":fast_forward: Approved automatically: no approval was asked for, and the tests pass",
            DecisionKind.Expired => $":hourglass: Expired, {Amounts.Moment(decision.At)}: nobody decided in time",
            DecisionKind.Cancelled => $":no_entry_sign: Cancelled {who}, {Amounts.Moment(decision.At)}",
            _ => throw new ArgumentOutOfRangeException(nameof(decision), decision.Kind, "This decision has no words."),
        });

        if (Shortened(SlackText.Paragraphs, decision.Feedback, 1500, share) is { Length: > 0 } feedback)
        {
            yield return BlockKit.Section("&gt; " + feedback.Replace("\n", "\n&gt; ", StringComparison.Ordinal));
        }
    }

    private static IEnumerable<Button> Buttons(AttemptReview summary)
    {
        var value = new ButtonValue(summary.Key.WorkflowId, summary.Key.Stage, summary.Key.Attempt);
        var rejected = summary.Key.Attempt < summary.MaxAttempts ? value : value with { IsLast = true };
        if (summary.CanApprove)
        {
            yield return BlockKit.Button(ActionIds.Approve, "Approve", value.Encode(), ButtonStyle.Primary);
        }

        if (summary.CanRetry)
        {
            yield return BlockKit.Button(ActionIds.Retry, "Try again", value.Encode());
        }

        yield return BlockKit.Button(ActionIds.Reject, "Reject…", rejected.Encode(), ButtonStyle.Danger);
    }

    private static string Fallback(AttemptReview summary) =>
        string.Create(CultureInfo.InvariantCulture, $"Attempt {summary.Key.Attempt} of {summary.MaxAttempts}: {SlackText.Title(summary.Title, 300)}");

    private static string Shortened(Func<string?, int, string> render, string? text, int length, double share) => render(text, (int)(length * share));
}
