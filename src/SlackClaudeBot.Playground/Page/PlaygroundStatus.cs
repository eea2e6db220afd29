namespace SlackClaudeBot.Playground.Page;

/// <summary>What the page's status strip says.</summary>
public sealed record PlaygroundStatus
{
    /// <summary><c>docker</c> or <c>process</c>; empty while it is not known.</summary>
    public string Sandbox { get; init; } = "";

    /// <summary>The reason for this state or its consequence, for example that a process sandbox isolates little.</summary>
    public string SandboxDetail { get; init; } = "";

    /// <summary><c>scripted</c> or <c>real</c>.</summary>
    public string Model { get; init; } = "";

    /// <summary>Where Temporal listens.</summary>
    public string TemporalAddress { get; init; } = "";

    /// <summary>Temporal's web pages, if there are any.</summary>
    public string? TemporalUiUrl { get; init; }

    /// <summary>How the Claude Code CLI is doing.</summary>
    public CliStatus Cli { get; init; } = new(CliState.Unknown, "");
}

/// <summary>How the Claude Code CLI is doing, in a word and in a sentence.</summary>
/// <param name="State">The word.</param>
/// <param name="Detail">The sentence: a version, what is being done, or what to install.</param>
public sealed record CliStatus(CliState State, string Detail);

/// <summary>The words for it.</summary>
public enum CliState
{
    Unknown,
    Installing,
    Ready,
    Missing,
}
