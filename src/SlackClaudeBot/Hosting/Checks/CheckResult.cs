namespace SlackClaudeBot.Hosting.Checks;

/// <summary>The result of one check.</summary>
/// <param name="Name">The thing that was checked, for example <c>GitHub</c>.</param>
/// <param name="Outcome">Whether it works.</param>
/// <param name="Detail">The finding, or the reason why nothing was asked.</param>
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
