using EmbeddedTemporal;
using EmbeddedTemporal.Storage;
using Grpc.Core;
using SlackClaudeBot.Hosting;

namespace SlackClaudeBot.Cli.Commands.Temporal;

/// <summary>Runs a Temporal service until the process is told to end.</summary>
internal static class TemporalProcess
{
    /// <summary>Starts it, prints where it listens, and waits.</summary>
    /// <param name="options">The service's options.</param>
    /// <param name="level">How much it logs.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>An exit code; a failure is explained in one line on standard error.</returns>
    public static async Task<int> RunAsync(EmbeddedTemporalOptions options, LogLevel level, CancellationToken cancellationToken)
    {
        using var logs = LoggerFactory.Create(logging => logging.AddBotConsole(level));
        try
        {
            await using var server = await EmbeddedTemporalServer.StartAsync(options with { LoggerFactory = logs }, cancellationToken);
            if (level <= LogLevel.Information)
            {
                // SDKs share their output with the servers they start, and ask for warnings only.
                Console.WriteLine($"Temporal listens on {server.Address}");
            }

            await UntilCancelledAsync(cancellationToken);
            return ExitCodes.Success;
        }
        catch (Exception e) when (e is DatabaseException or ListenException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return ExitCodes.Failure;
        }
        catch (RpcException e)
        {
            // A search attribute that the service refuses.
            await Console.Error.WriteLineAsync(e.Status.Detail);
            return ExitCodes.Failure;
        }
    }

    private static async Task UntilCancelledAsync(CancellationToken cancellationToken)
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = cancellationToken.Register(cancelled.SetResult);
        await cancelled.Task;
    }
}
