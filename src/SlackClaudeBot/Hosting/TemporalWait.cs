using Microsoft.Extensions.Logging.Abstractions;
using SlackClaudeBot.Tasks;

namespace SlackClaudeBot.Hosting;

/// <summary>Waits at start for a Temporal service that is not up yet, as in a group of containers that start together.</summary>
internal static partial class TemporalWait
{
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan _betweenLines = TimeSpan.FromSeconds(30);

    /// <summary>Returns as soon as the service answers. Until then it logs one line now and then.</summary>
    /// <exception cref="StartException">The service refuses the connection, and a retry cannot help.</exception>
    public static async Task UntilReadyAsync(TemporalOptions options, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        long? lastLine = null;
        while (true)
        {
            // Without a log: the client writes a stack trace for each attempt.
            var answer = await TemporalProbe.AskAsync(TemporalConnection.For(options, options.Address!, NullLoggerFactory.Instance), cancellationToken);
            if (answer.Outcome == TemporalOutcome.Ready)
            {
                return;
            }

            if (answer.Outcome == TemporalOutcome.Refused)
            {
                throw new StartException($"{answer.Message} {answer.Help}");
            }

            if (lastLine is null || time.GetElapsedTime(lastLine.Value) >= _betweenLines)
            {
                Log.Waiting(logger, options.Address!, answer.Message);
                lastLine = time.GetTimestamp();
            }

            await Task.Delay(_pause, time, cancellationToken);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Waiting for Temporal at {Address} (TEMPORAL_ADDRESS). {Reason}")]
        public static partial void Waiting(ILogger logger, string address, string reason);
    }
}
