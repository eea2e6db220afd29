using SlackClaudeBot.Activities.Sandboxes;
using SlackClaudeBot.Workflows.Contracts.Agents;

namespace SlackClaudeBot.Activities.Agents;

/// <summary>One execution of a run: the request, its sandbox and its context.</summary>
internal sealed record RunExecution(
    RunClaudeCode Input,
    ISandbox Sandbox,
    RunRecord Record,
    Guid Session,
    string ConfigFolder,
    string Model,
    AgentRunContext Context)
{
    /// <summary>The run's name.</summary>
    public string Name { get; } = RunName.Create(Input);

    /// <summary>Its processes inside.</summary>
    public SandboxedRun Process => new(Sandbox, Name, Record.Executions);

    /// <summary>What the run's earlier executions cost: Claude Code counts each of its processes from zero.</summary>
    public decimal EarlierCostUsd { get; init; }

    public CancellationToken CancellationToken => Context.CancellationToken;

    /// <summary>Asks the sandbox for the state of the run's executions; what the host knows better is corrected.</summary>
    public async Task<RunProbe> ProbeAsync()
    {
        var said = await Process.ProbeAsync(ConfigFolder, Session, CancellationToken);
        return said with { Executions = [.. said.Executions.Select(Record.Correct)] };
    }
}
