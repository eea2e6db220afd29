using SlackClaudeBot.Activities.Sandboxes;
using SlackClaudeBot.Workflows.Contracts.Agents;

namespace SlackClaudeBot.Activities.Agents;

/// <summary>One execution of a run: the request, its sandbox and its context.</summary>
internal sealed record RunExecution(
    RunClaudeCode Input,
    ISandbox Sandbox,
    SandboxedRun Process,
    Guid Session,
    string ConfigFolder,
    string Model,
    AgentRunContext Context)
{
    /// <summary>The run's name.</summary>
    public string Name { get; } = RunName.Create(Input);

    /// <summary>The cost of the run's earlier executions: Claude Code counts each of its processes from zero.</summary>
    public decimal EarlierCostUsd { get; init; }

    public CancellationToken CancellationToken => Context.CancellationToken;

    public Task<RunProbe> ProbeAsync() => Process.ProbeAsync(ConfigFolder, Session, CancellationToken);
}
