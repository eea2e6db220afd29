namespace SlackClaudeBot.Activities.Agents;

/// <summary>
/// What a message costs, for runs that died before they could say: https://claude.com/pricing#api. Models that are not known
/// are priced like the most expensive family, so that an estimate is too high rather than too low.
/// </summary>
internal static class ModelPrices
{
    private const decimal Million = 1_000_000;

    /// <summary>US dollars for one message's tokens.</summary>
    public static decimal Cost(string model, TokenUsage usage)
    {
        var (input, output, cacheWrite, cacheRead) = PerMillion(model);
        return ((usage.Input * input) + (usage.Output * output) + (usage.CacheWrite * cacheWrite) + (usage.CacheRead * cacheRead)) / Million;
    }

    private static (decimal Input, decimal Output, decimal CacheWrite, decimal CacheRead) PerMillion(string model) => model switch
    {
        _ when model.Contains("haiku", StringComparison.OrdinalIgnoreCase) => (1, 5, 1.25m, 0.10m),
        _ when model.Contains("sonnet", StringComparison.OrdinalIgnoreCase) => (3, 15, 3.75m, 0.30m),
        _ => (5, 25, 6.25m, 0.50m),
    };
}
