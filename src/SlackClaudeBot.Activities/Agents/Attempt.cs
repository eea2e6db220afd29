using SlackClaudeBot.Activities.Sandboxes;
using SlackClaudeBot.Workflows.Contracts.Agents;

namespace SlackClaudeBot.Activities.Agents;

/// <summary>One try to carry out a run: what was asked, where, and for whom.</summary>
internal sealed record Attempt(
    RunClaudeCode Input,
    ISandbox Sandbox,
    SandboxedRun Run,
    Guid Session,
    string ConfigFolder,
    string Model,
    AgentRunContext Context)
{
    /// <summary>The run's name.</summary>
    public string Name { get; } = RunName.Of(Input);

    /// <summary>What the run's earlier executions cost: Claude Code counts each of its processes from zero.</summary>
    public decimal EarlierCostUsd { get; init; }

    public CancellationToken CancellationToken => Context.CancellationToken;

    public Task<RunProbe> ProbeAsync() => Run.ProbeAsync(ConfigFolder, Session, CancellationToken);
}
