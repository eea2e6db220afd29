using System.Text.RegularExpressions;
using SlackClaudeBot.Workflows.Texts;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Client;
using Temporalio.Exceptions;

namespace SlackClaudeBot.Hosting;

/// <summary>Asks a Temporal service whether the program can work with it.</summary>
internal static partial class TemporalProbe
{
    private const int MaxReasonLength = 300;

    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(5);

    /// <summary>Connects, and looks for the namespace.</summary>
    public static async Task<TemporalAnswer> AskAsync(TemporalClientConnectOptions options, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_timeout);
        try
        {
            var client = TemporalClient.CreateLazy(options);
            await client.Connection.WorkflowService.DescribeNamespaceAsync(
                new DescribeNamespaceRequest { Namespace = options.Namespace },
                new RpcOptions { CancellationToken = limit.Token, Timeout = _timeout, Retry = false }).WaitAsync(limit.Token);
            return new(TemporalOutcome.Ready, $"{options.TargetHost}, namespace {options.Namespace}", string.Empty);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            return Describe(e, options);
        }
    }

    private static TemporalAnswer Describe(Exception exception, TemporalClientConnectOptions options)
    {
        var code = (exception as RpcException)?.Code;
        if (code == RpcException.StatusCode.NotFound)
        {
            return new(
                TemporalOutcome.Refused,
                $"TEMPORAL_NAMESPACE: the service at {options.TargetHost} has no namespace {options.Namespace}.",
                $"Create it (temporal operator namespace create -n {options.Namespace}), or set another one.");
        }

        if (code is RpcException.StatusCode.Unauthenticated or RpcException.StatusCode.PermissionDenied
            || exception.Message.Contains("Unauthenticated", StringComparison.OrdinalIgnoreCase)
            || exception.Message.Contains("PermissionDenied", StringComparison.OrdinalIgnoreCase))
        {
            return new(
                TemporalOutcome.Refused,
                $"The Temporal service at {options.TargetHost} refuses the credentials.",
                "Set TEMPORAL_API_KEY or the certificate of TEMPORAL_TLS_CLIENT_CERT_PATH to one that may use the namespace.");
        }

        var reason = exception is OperationCanceledException or RpcException { Code: RpcException.StatusCode.DeadlineExceeded }
            ? $"no answer within {_timeout.TotalSeconds:0} s"
            : Shorten(exception.Message);
        return new(
            TemporalOutcome.NoAnswer,
            $"The Temporal service at {options.TargetHost} does not answer: {reason.TrimEnd('.')}.",
            "Start it, or set TEMPORAL_ADDRESS to where it listens.");
    }

    /// <summary>The client's messages nest a dozen names of types around the reason.</summary>
    private static string Shorten(string message) => SystemMessage().Match(message) is { Success: true } match
        ? (match.Groups[1].Success ? match.Groups[1] : match.Groups[2]).Value
        : TextSanitizer.SingleLine(message, MaxReasonLength);

    [GeneratedRegex("message: \"([^\"]+)\"|(certificate[^\"(){}]*|dns error)", RegexOptions.IgnoreCase)]
    private static partial Regex SystemMessage();
}

/// <summary>The answer of a Temporal service.</summary>
/// <param name="Outcome">Whether the program can work with it.</param>
/// <param name="Message">One sentence for people.</param>
/// <param name="Help">The remedy; empty if there is none.</param>
internal sealed record TemporalAnswer(TemporalOutcome Outcome, string Message, string Help);

/// <summary>Whether the program can work with a Temporal service.</summary>
internal enum TemporalOutcome
{
    Ready,

    /// <summary>Not now; later it may.</summary>
    NoAnswer,

    /// <summary>Not with these settings.</summary>
    Refused,
}
