using System.Globalization;

namespace SlackClaudeBot.Workflows.Texts;

/// <summary>The one way in which amounts of money are written: cents, and no more digits than that.</summary>
public static class Money
{
    private const decimal Cent = 0.01m;

    /// <summary><c>$0.42</c>, <c>$0.00</c> for nothing, and <c>&lt;$0.01</c> for what would be rounded to nothing or up to a cent.</summary>
    public static string Format(decimal usd) =>
        usd is > 0 and < Cent ? "<$0.01" : string.Create(CultureInfo.InvariantCulture, $"${Round(usd):0.00}");

    /// <summary><c>$0.42 of $5.00</c>, or the amount alone if there is no budget.</summary>
    public static string Format(decimal usd, decimal? budgetUsd) => budgetUsd is { } budget ? $"{Format(usd)} of {Format(budget)}" : Format(usd);

    /// <summary>Rounds to cents; halves away from zero.</summary>
    public static decimal Round(decimal usd) => Math.Round(usd, 2, MidpointRounding.AwayFromZero);
}
