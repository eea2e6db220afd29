using System.Diagnostics;
using Google.Protobuf;
using Temporalio.Api.Grpc;
using Temporalio.Exceptions;

namespace Temporalio.Client.Rpc;

/// <summary>Tries failed calls again and turns gRPC's errors into the SDK's.</summary>
internal sealed class RetryingChannel(GrpcChannel channel, RpcRetryOptions retry)
{
    // A service that says it is overloaded is left alone for longer.
    private static readonly TimeSpan _overloadInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _longestOverloadInterval = TimeSpan.FromSeconds(10);

    public async Task<T> InvokeAsync<T>(RpcCall<T> call, CancellationToken cancellationToken)
        where T : IMessage<T>
    {
        using var timeout = call.Policy.TotalTimeout is { } total ? new CancellationTokenSource(total) : null;
        using var linked = timeout is null ? null : CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        var token = linked?.Token ?? cancellationToken;
        var started = Stopwatch.GetTimestamp();
        var overloads = 0;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await channel.InvokeAsync(call, token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (timeout is { IsCancellationRequested: true } && !cancellationToken.IsCancellationRequested)
            {
                throw new RpcException(RpcException.StatusCode.DeadlineExceeded, "Timeout expired", null);
            }
            catch (GrpcException e)
            {
                overloads += e.Code == GrpcStatusCode.ResourceExhausted ? 1 : 0;
                var wait = WaitBeforeNext(call.Policy, e, attempt, overloads, Stopwatch.GetElapsedTime(started));
                if (wait is null)
                {
                    throw new RpcException(e, e.Details.OfType<Google.Rpc.Status>().FirstOrDefault());
                }

                await DelayAsync(wait.Value, timeout, token, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static async Task DelayAsync(TimeSpan wait, CancellationTokenSource? timeout, CancellationToken token, CancellationToken callers)
    {
        try
        {
            await Task.Delay(wait, token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (timeout is { IsCancellationRequested: true } && !callers.IsCancellationRequested)
        {
            throw new RpcException(RpcException.StatusCode.DeadlineExceeded, "Timeout expired", null);
        }
    }

    /// <summary>How long to wait before the next attempt; null where there is none.</summary>
    private TimeSpan? WaitBeforeNext(RpcPolicy policy, GrpcException error, int attempt, int overloads, TimeSpan elapsed)
    {
        var isLast = policy.MaxElapsedTime is null && retry.MaxRetries > 0 && attempt >= retry.MaxRetries;
        if (!policy.Retry || isLast || !IsTransient(error.Code) || IsTooLarge(error.Code, error.Message))
        {
            return null;
        }

        var wait = Jittered(retry.InitialInterval, retry.Multiplier, attempt, retry.MaxInterval);
        if (error.Code == GrpcStatusCode.ResourceExhausted)
        {
            var longer = Jittered(_overloadInterval, 2, overloads, _longestOverloadInterval);
            wait = wait > longer ? wait : longer;
        }

        return (policy.MaxElapsedTime ?? retry.MaxElapsedTime) is { } patience && elapsed + wait > patience ? null : wait;
    }

    private TimeSpan Jittered(TimeSpan first, double multiplier, int step, TimeSpan longest)
    {
        var interval = Math.Min(first.TotalMilliseconds * Math.Pow(multiplier, step - 1), longest.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(interval * (1 + (retry.RandomizationFactor * ((Random.Shared.NextDouble() * 2) - 1))));
    }

    /// <summary>Whether the same call may do better later.</summary>
    internal static bool IsTransient(GrpcStatusCode code) =>
        code is GrpcStatusCode.Unavailable or GrpcStatusCode.ResourceExhausted or GrpcStatusCode.Aborted or GrpcStatusCode.Internal
            or GrpcStatusCode.Unknown or GrpcStatusCode.OutOfRange or GrpcStatusCode.DataLoss;

    /// <summary>Whether the message itself is too large, as it would be the next time too.</summary>
    internal static bool IsTooLarge(GrpcStatusCode code, string message) =>
        code == GrpcStatusCode.ResourceExhausted && message.StartsWith("grpc: ", StringComparison.Ordinal)
        && message.Contains("larger than max", StringComparison.Ordinal);
}
