namespace SlackClaudeBot.Hosting.Checks;

/// <summary>What one check found.</summary>
/// <param name="Name">What was checked, for example <c>GitHub</c>.</param>
/// <param name="Outcome">Whether it works.</param>
/// <param name="Detail">What was found, or why nothing was asked.</param>
internal sealed record CheckResult(string Name, CheckOutcome Outcome, string Detail);

/// <summary>Whether something works.</summary>
internal enum CheckOutcome
{
    Fine,

    /// <summary>A setting is wrong, or is refused.</summary>
    Wrong,

    /// <summary>The settings may be right, but there is no answer now.</summary>
    NoAnswer,

    NotAsked,
}
