using System.Text.Json.Serialization;

namespace SlackClaudeBot.Workflows.Contracts.Checks;

/// <summary>How one runner ended.</summary>
[JsonConverter(typeof(WireEnumConverter<RunnerOutcome>))]
public enum RunnerOutcome
{
    /// <summary>Tests ran, and all passed.</summary>
    Passed,

    /// <summary>Tests ran, and some failed.</summary>
    Failed,

    /// <summary>The runner works, and has no tests.</summary>
    NoTests,

    /// <summary>The runner is missing, its dependencies could not be installed, or its tests could not be loaded.</summary>
    CouldNotStart,

    /// <summary>The time for tests ran out.</summary>
    TimedOut,
}

/// <summary>What one runner of a repository reported.</summary>
/// <param name="Runner">For example <c>pytest</c>.</param>
/// <param name="Folder">The folder it ran in, from the repository's root; empty for the root.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Passed">Tests passed.</param>
/// <param name="Failed">Tests failed.</param>
/// <param name="Skipped">Tests skipped.</param>
/// <param name="Duration">Wall-clock time, with setting up.</param>
public sealed record RunnerResult(string Runner, string Folder, RunnerOutcome Outcome, int Passed, int Failed, int Skipped, TimeSpan Duration);
