using System.Globalization;

namespace SlackClaudeBot.Activities.Agents;

/// <summary>The state of a run as its script reports it. The sandbox could lie, so every part is checked.</summary>
/// <param name="WorkingDirectory">The agent's folder, links resolved.</param>
/// <param name="SessionFile">The session's transcript inside; null if there is none.</param>
/// <param name="EmptyTranscriptFile">An empty transcript of it. It cannot be resumed, and it blocks the session's id.</param>
/// <param name="Executions">In order, numbered from 1.</param>
internal sealed record RunProbe(string WorkingDirectory, string? SessionFile, string? EmptyTranscriptFile, IReadOnlyList<Execution> Executions)
{
    private const int MaxExecutions = 1000;

    /// <summary>The last execution, or null before the first.</summary>
    public Execution? Last => Executions.Count > 0 ? Executions[^1] : null;

    /// <summary>How long all executions took together.</summary>
    public TimeSpan Duration => Executions.Aggregate(TimeSpan.Zero, (sum, e) => sum + e.Duration);

    public static RunProbe Parse(string text)
    {
        var (cwd, session, unspoken, now) = (string.Empty, (string?)null, (string?)null, 0L);
        var executions = new List<Execution>();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            if (space < 0)
            {
                continue;
            }

            var value = line[(space + 1)..];
            switch (line[..space])
            {
                case "cwd":
                    cwd = value;
                    break;
                case "now":
                    now = Seconds(value) ?? 0;
                    break;
                case "session":
                    session ??= value;
                    break;
                case "unspoken":
                    unspoken ??= value;
                    break;
                case "execution" when executions.Count < MaxExecutions && ParseExecution(value.Split(' '), now) is { } execution:
                    executions.Add(execution);
                    break;
            }
        }

        return new RunProbe(cwd, session, unspoken, executions);
    }

    private static Execution? ParseExecution(string[] parts, long now)
    {
        if (parts.Length != 6 || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }

        var started = Seconds(parts[4]);
        var ended = Seconds(parts[5]) ?? now;
        return new Execution(
            number,
            parts[1],
            int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? code : null,
            parts[3] == "-" ? null : parts[3],
            started is null ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Clamp(ended - started.Value, 0, 7 * 86_400)));
    }

    private static long? Seconds(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds : null;
}

/// <summary>One process that carried out a run, or a part of it.</summary>
/// <param name="Number">From 1.</param>
/// <param name="State">One of <see cref="ExecutionStates"/>.</param>
/// <param name="ExitCode">Its exit code, if it ended.</param>
/// <param name="Stopped">Why we ended it, if we did.</param>
/// <param name="Duration">Until its end, or until now.</param>
internal sealed record Execution(int Number, string State, int? ExitCode, string? Stopped, TimeSpan Duration);

/// <summary>The states of an execution.</summary>
internal static class ExecutionStates
{
    /// <summary>Prepared, not started.</summary>
    public const string New = "new";
    public const string Running = "running";
    public const string Ended = "ended";

    /// <summary>Exited without writing its exit code.</summary>
    public const string Dead = "dead";
}
