namespace SlackClaudeBot.Workflows.Engine;

/// <summary>What a stage leaves.</summary>
public enum StageOutput
{
    /// <summary>Changed files, which are collected, tested and pushed.</summary>
    Changes,

    /// <summary>A text that the next stage or a person reads, for example a plan.</summary>
    Document,

    /// <summary>A text that ends the task.</summary>
    Report,
}

/// <summary>What the host runs after the agent.</summary>
public enum StageChecks
{
    Tests,
    None,
}

/// <summary>Who decides whether the work goes on.</summary>
public enum StageReviewer
{
    /// <summary>A person, unless the task asked for no approval and its tests cover every change.</summary>
    Person,

    /// <summary>Nobody, if the agent succeeded and the checks passed; otherwise a person.</summary>
    Auto,

    /// <summary>Nobody.</summary>
    None,
}

/// <summary>Which session the agent works in.</summary>
public enum StageSession
{
    /// <summary>The one of the stage before.</summary>
    Resume,

    /// <summary>A new one, which is told the task again.</summary>
    Fresh,
}

/// <summary>One piece of work that the agent does and a person decides on.</summary>
public sealed record Stage
{
    /// <summary>Part of keys and buttons: lower-case letters and dashes.</summary>
    public required string Name { get; init; }

    /// <summary>What the agent is to do, in our own words.</summary>
    public required string Goal { get; init; }

    /// <summary>What the agent says at the end.</summary>
    public string Ending { get; init; } = "At the end say in a few sentences what you found, what you changed and how you know that it works.";

    public StageOutput Output { get; init; } = StageOutput.Changes;

    public StageChecks Checks { get; init; } = StageChecks.Tests;

    public StageReviewer Review { get; init; } = StageReviewer.Person;

    public StageSession Session { get; init; } = StageSession.Resume;

    /// <summary>How many attempts it has; null for the installation's number.</summary>
    public int? MaxAttempts { get; init; }

    /// <summary>Which part of what is left of the budget one run may spend, from 0 to 1; null for all.</summary>
    public decimal? BudgetShare { get; init; }

    /// <summary>How long one run of the agent may take; null for the task's time.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>How long its tests may run.</summary>
    public TimeSpan TestsTimeout { get; init; } = TimeSpan.FromMinutes(20);
}
