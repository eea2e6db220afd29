using SlackClaudeBot.Activities.Agents;
using SlackClaudeBot.Activities.Sandboxes;
using SlackClaudeBot.Hosting.Health;

namespace SlackClaudeBot.Hosting;

/// <summary>Warns at start if tasks cannot get a sandbox: otherwise the first task would find out.</summary>
internal sealed partial class SandboxWarning(SandboxOptions sandbox, AgentOptions agent, ILogger<SandboxWarning> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            if (await SandboxCheck.FindProblemAsync(sandbox, agent, stoppingToken) is { } problem)
            {
                Log.NoSandboxes(logger, problem);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The program stops.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Tasks will wait for a sandbox. {Problem}")]
        public static partial void NoSandboxes(ILogger logger, string problem);
    }
}
