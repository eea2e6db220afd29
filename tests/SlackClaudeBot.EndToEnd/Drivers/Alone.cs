namespace SlackClaudeBot.EndToEnd.Drivers;

/// <summary>
/// Tests beside which no other test may run, because they stop the Docker engine, watch all processes of the machine, or say how long
/// something takes.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "Alone";
}
