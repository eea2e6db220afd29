namespace SlackClaudeBot.Workflows.Engine;

/// <summary>What a task may cost. When it is spent a person decides, and a person who sends the agent on grants the same amount again.</summary>
/// <param name="limitUsd">US dollars; null for no limit.</param>
internal sealed class Budget(decimal? limitUsd)
{
    /// <summary>A run needs some: the agent checks its budget only after it has spent it.</summary>
    private const decimal SmallestUsd = 0.01m;

    private decimal _extensions;

    public decimal SpentUsd { get; private set; }

    /// <summary>What has been granted so far; null for no limit.</summary>
    public decimal? GrantedUsd => limitUsd + _extensions;

    /// <summary>What the next run may cost; null for no limit.</summary>
    public decimal? LeftUsd => GrantedUsd is { } granted ? Math.Max(granted - SpentUsd, SmallestUsd) : null;

    public void Spend(decimal costUsd) => SpentUsd += Math.Max(costUsd, 0);

    /// <summary>Grants the limit once more if less than a tenth of it is left.</summary>
    public void Extend()
    {
        if (limitUsd is { } limit && GrantedUsd - SpentUsd < limit / 10)
        {
            _extensions = SpentUsd;
        }
    }
}
