using System.Globalization;
using System.Text.RegularExpressions;
using SlackClaudeBot.Slack.Answers;
using SlackClaudeBot.Workflows.Contracts.Agents;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using SlackClaudeBot.Workflows.Texts;

namespace SlackClaudeBot.Slack.Commands;

/// <summary>The options of a command that starts a task, taken out of what was typed.</summary>
/// <param name="known">Those that the command takes.</param>
internal sealed partial class TypedOptions(IReadOnlyList<TaskOption> known)
{
    private static readonly TimeSpan _minTimeout = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan _maxTimeout = TimeSpan.FromHours(8);

    // Slack shows no longer address behind a button.
    private const int MaxTicketLength = 1000;

    public bool RequireApproval { get; private set; } = true;

    public TimeSpan? Timeout { get; private set; }

    public string? Model { get; private set; }

    public string? TicketUrl { get; private set; }

    /// <summary>The problem, as mrkdwn; null if there is none.</summary>
    public string? Problem { get; private set; }

    /// <summary>Takes the options out of the words and returns the others.</summary>
    public List<string> TakeFrom(IReadOnlyList<string> words)
    {
        var others = new List<string>();
        for (var i = 0; i < words.Count && Problem is null; i++)
        {
            if (!words[i].StartsWith("--", StringComparison.Ordinal))
            {
                others.Add(words[i]);
                continue;
            }

            var (name, value) = words[i].Split('=', 2) is [var left, var right] ? (left, right) : (words[i], null);
            var option = known.FirstOrDefault(option => option.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
            if (value is null && option is { Value.Length: > 0 } && i + 1 < words.Count)
            {
                value = words[++i];
            }

            Problem = option is null ? Unknown(name) : Take(option, value?.Trim('"'));
        }

        return others;
    }

    private string? Take(TaskOption option, string? value) => option switch
    {
        _ when option == TaskOption.NoApproval => value is null ? Set(() => RequireApproval = false) : "`--no-approval` takes no value.",
        _ when option == TaskOption.Timeout => ParseTimeout(value) is { } timeout
            ? Set(() => Timeout = timeout)
            : "`--timeout` takes a time from 1m to 8h, for example `--timeout 30m`.",
        _ when option == TaskOption.Model => value is not null && ModelName.IsValid(value)
            ? Set(() => Model = value)
            : "`--model` takes a model's name, for example `--model sonnet`.",
        _ when option == TaskOption.Ticket => IsTicket(value)
            ? Set(() => TicketUrl = value)
            : "`--ticket` takes an address that begins with https://.",
        _ => throw new ArgumentOutOfRangeException(nameof(option), option, "This option has no meaning yet."),
    };

    private static string? Set(Action set)
    {
        set();
        return null;
    }

    private string Unknown(string name)
    {
        var nearest = NearestName.Find(name, known.Select(option => option.Name), CommandParser.MaxWrongLetters);
        var hint = nearest is null ? $"There are {string.Join(", ", known.Select(option => $"`{option.Name}`"))}." : $"Did you mean `{nearest}`?";
        return $"{Mrkdwn.Code(name, 40)} is not an option. {hint} Put a title that contains it between quotes.";
    }

    private static bool IsTicket(string? value) =>
        Uri.TryCreate(value, UriKind.Absolute, out var url)
        && url.Scheme is "http" or "https" && url.UserInfo.Length == 0 && url.AbsoluteUri.Length <= MaxTicketLength;

    /// <summary>Reads <c>90s</c>, <c>30m</c>, <c>1h30m</c>, or minutes if no unit is given.</summary>
    private static TimeSpan? ParseTimeout(string? text)
    {
        var match = Duration().Match(text ?? "");
        if (!match.Success || match.Length == 0)
        {
            return null;
        }

        double Part(string unit) => double.TryParse(match.Groups[unit].ValueSpan, CultureInfo.InvariantCulture, out var number) ? number : 0;
        var timeout = TimeSpan.FromMinutes(Part("bare") + (Part("h") * 60) + Part("m") + (Part("s") / 60));
        return timeout >= _minTimeout && timeout <= _maxTimeout ? timeout : null;
    }

    [GeneratedRegex(@"^(?:(?<bare>\d{1,4})|(?:(?<h>\d{1,2})h)?(?:(?<m>\d{1,4})m(?:in)?)?(?:(?<s>\d{1,5})s)?)\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Duration();
}
