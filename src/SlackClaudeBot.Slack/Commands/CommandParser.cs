using System.Text.RegularExpressions;
using SlackClaudeBot.Slack.Answers;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using SlackClaudeBot.Workflows.Texts;

namespace SlackClaudeBot.Slack.Commands;

/// <summary>Reads what a person typed after <c>/claude</c>.</summary>
internal sealed partial class CommandParser(RepositoryNames repositories)
{
    public const int MaxTitle = 200;
    public const int MaxDescription = 10_000;
    public const int MaxFeedback = 3_000;

    /// <summary>How many letters of a verb or an option may be wrong: "aprov" is approve, "banana" is nothing.</summary>
    public const int MaxWrongLetters = 2;
    public const int MaxReason = 200;

    public ClaudeCommand Parse(string? text)
    {
        var typed = TypedText.ReadCommand(text);
        if (typed.Length == 0)
        {
            return new ClaudeCommand.Help();
        }

        var (verb, rest) = SplitWord(typed);
        var known = Usage.Find(verb);
        return known?.Name switch
        {
            _ when known?.Kind is { } kind => ParseStart(kind, rest),
            "status" => ParseTask(rest, (id, more) => more.Length == 0 ? new ClaudeCommand.Status(id) : NoTask(more)),
            "list" => new ClaudeCommand.List(),
            "cancel" => ParseTask(rest, (id, more) => NeedsTask("cancel", id, more) ?? Bounded(more, MaxReason, "reason", said => new ClaudeCommand.Cancel(id, said))),
            "approve" => ParseTask(rest, (id, more) => more.Length == 0 ? new ClaudeCommand.Approve(id) : NoTask(more)),
            "reject" => ParseTask(rest, (id, more) => NeedsTask("reject", id, more) ?? Bounded(more, MaxFeedback, "feedback", said => new ClaudeCommand.Reject(id, said))),
            "pause" => ParseTask(rest, (id, more) => more.Length == 0 ? new ClaudeCommand.Pause(id, Resume: false) : NoTask(more)),
            "resume" => ParseTask(rest, (id, more) => more.Length == 0 ? new ClaudeCommand.Pause(id, Resume: true) : NoTask(more)),
            "help" => new ClaudeCommand.Help(),
            _ => new ClaudeCommand.Invalid(UnknownVerb(verb)),
        };
    }

    private ClaudeCommand ParseStart(TaskKind kind, string text)
    {
        var (head, description) = SplitDescription(text);
        var options = new TypedOptions(kind.Options);
        var words = options.TakeFrom([.. Words().Matches(head).Select(match => match.Value)]);
        if (options.Problem is not null)
        {
            return new ClaudeCommand.Invalid(options.Problem);
        }

        if (words.Count == 0)
        {
            return new ClaudeCommand.Invalid($"Which repository, and what is wrong? The first word names the repository.\n{Usage.For(kind)}");
        }

        var (named, problem) = ReadRepositories(TakeRepositoryList(words), kind);
        if (problem is not null)
        {
            return new ClaudeCommand.Invalid(problem);
        }

        var title = words is [['"', .. var quoted, '"']] ? quoted.Trim() : string.Join(' ', words);
        if (title.Length == 0)
        {
            return new ClaudeCommand.Invalid($"What is wrong in {Mrkdwn.Code(named[0].FullName, 100)}? Add a title.\n{Usage.For(kind)}");
        }

        if (title.Length > MaxTitle)
        {
            return new ClaudeCommand.Invalid(
                $"The title has {title.Length} characters; at most {MaxTitle} fit. Put the rest after `--`: `/claude {kind.Verb} repo short title -- the whole story`.");
        }

        if (description.Length > MaxDescription)
        {
            return new ClaudeCommand.Invalid($"The description has {description.Length:N0} characters; at most {MaxDescription:N0} fit.");
        }

        return new ClaudeCommand.Start(kind.Name, named, title, description, options.RequireApproval, options.Timeout, options.Model, options.TicketUrl);
    }

    // "a/b, c/d@dev title": phones put a space after each comma.
    private static string TakeRepositoryList(List<string> words)
    {
        var list = words[0];
        words.RemoveAt(0);
        while (words.Count > 0 && (list.EndsWith(',') || words[0].StartsWith(',')))
        {
            list += words[0];
            words.RemoveAt(0);
        }

        return list;
    }

    private (List<RepositoryRef> Named, string? Problem) ReadRepositories(string list, TaskKind kind)
    {
        var named = new List<RepositoryRef>();
        foreach (var typed in list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var (repository, problem) = repositories.Read(typed);
            if (repository is null)
            {
                return (named, problem);
            }

            if (named.Exists(other => other.FullName.Equals(repository.FullName, StringComparison.OrdinalIgnoreCase)))
            {
                return (named, $"{Mrkdwn.Code(repository.FullName, 100)} is named twice.");
            }

            named.Add(repository);
        }

        return named.Count switch
        {
            0 => (named, $"Which repository?\n{Usage.For(kind)}"),
            > RepositoryNames.MaxRepositories => (named, $"{named.Count} repositories are named; a task works on at most {RepositoryNames.MaxRepositories}."),
            _ => (named, null),
        };
    }

    /// <summary>The description follows <c>--</c>, or is on the lines after the first.</summary>
    private static (string Head, string Description) SplitDescription(string text)
    {
        // As a separate word: text between quotes belongs to the title.
        var separator = Words().Matches(text).FirstOrDefault(word => word.Value == "--") ?? Match.Empty;
        var line = text.IndexOf('\n', StringComparison.Ordinal);
        if (line >= 0 && (!separator.Success || line < separator.Index))
        {
            var under = text[(line + 1)..].Trim();
            return (text[..line], under.StartsWith("-- ", StringComparison.Ordinal) ? under[3..].Trim() : under);
        }

        return separator.Success ? (text[..separator.Index], text[(separator.Index + separator.Length)..].Trim()) : (text, "");
    }

    private static ClaudeCommand ParseTask(string text, Func<TaskId?, string, ClaudeCommand> then)
    {
        var (word, rest) = SplitWord(text);
        if (TaskId.TryRead(word, out var id))
        {
            return then(id, Plain(rest));
        }

        // A mistyped id must not be taken as feedback.
        return TaskId.IsNearOne(word) ? NoTask(word) : then(null, Plain(text));
    }

    // "reject -- use a transaction": the dashes are a habit from commands that start tasks.
    private static string Plain(string text) => text.StartsWith("--", StringComparison.Ordinal) ? text[2..].Trim() : text.Trim();

    private static ClaudeCommand Bounded(string text, int max, string what, Func<string?, ClaudeCommand> then) => text.Length > max
        ? new ClaudeCommand.Invalid($"The {what} has {text.Length:N0} characters; at most {max:N0} fit.")
        : then(text.Length == 0 ? null : text);

    // "cancel nope" must not cancel the only task there is: words are a reason or feedback only if the task is named.
    private static ClaudeCommand.Invalid? NeedsTask(string verb, TaskId? taskId, string words) => taskId is not null || words.Length == 0 ? null : new(
        $"Which task? {Mrkdwn.Code(words, 40)} is not one. Put the task's id first: `/claude {verb} &lt;task&gt; …`. `/claude list` shows the ids; nothing was done.");

    private static ClaudeCommand.Invalid NoTask(string typed) =>
        new($"{Mrkdwn.Code(typed, 40)} is not a task. A task's id looks like `{TaskId.Example}`, and `/claude list` shows those of this channel.");

    private string UnknownVerb(string verb)
    {
        if (NearestName.Find(verb, Usage.Verbs.Select(known => known.Name), MaxWrongLetters) is { } nearest)
        {
            return $"I don't know {Mrkdwn.Code(verb, 40)}. Did you mean `/claude {nearest}`?\n{Usage.Short}";
        }

        var looksLikeRepository = verb.Contains('/', StringComparison.Ordinal) && repositories.Read(verb).Repository is not null;
        return looksLikeRepository
            ? $"Say what to do with {Mrkdwn.Code(verb, 100)}: {Usage.Start}"
            : $"I don't know {Mrkdwn.Code(verb, 40)}.\n{Usage.Short}";
    }

    private static (string Word, string Following) SplitWord(string text)
    {
        var end = text.AsSpan().IndexOfAny(" \t\n");
        return end < 0 ? (text, "") : (text[..end], text[end..].Trim());
    }

    [GeneratedRegex(@"""[^""\n]*""(?=\s|$)|\S+", RegexOptions.CultureInvariant)]
    private static partial Regex Words();
}
