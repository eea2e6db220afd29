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

    public async Task<T> InvokeAsync<T>(RpcCall<T> call, CancellationToken cancellationToken)
        where T : IMessage<T>
    {
        using var timeout = call.Policy.TotalTimeout is { } total ? new CancellationTokenSource(total) : null;
        using var linked = timeout is null ? null : CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        var token = linked?.Token ?? cancellationToken;
        var started = Stopwatch.GetTimestamp();
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
                var wait = WaitBeforeNext(call.Policy, e.Code, attempt, Stopwatch.GetElapsedTime(started));
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
    private TimeSpan? WaitBeforeNext(RpcPolicy policy, GrpcStatusCode code, int attempt, TimeSpan elapsed)
    {
        var patience = policy.MaxElapsedTime ?? retry.MaxElapsedTime;
        var mayRetry = policy.Retry && IsTransient(code)
            && (policy.MaxElapsedTime is not null || attempt <= retry.MaxRetries)
            && (patience is not { } limit || elapsed < limit);
        if (!mayRetry)
        {
            return null;
        }

        var first = code == GrpcStatusCode.ResourceExhausted ? _overloadInterval : retry.InitialInterval;
        var interval = Math.Min(first.TotalMilliseconds * Math.Pow(retry.Multiplier, attempt - 1), retry.MaxInterval.TotalMilliseconds);
        var jitter = 1 + (retry.RandomizationFactor * ((Random.Shared.NextDouble() * 2) - 1));
        return TimeSpan.FromMilliseconds(interval * jitter);
    }

    private static bool IsTransient(GrpcStatusCode code) =>
        code is GrpcStatusCode.Unavailable or GrpcStatusCode.ResourceExhausted or GrpcStatusCode.Aborted
            or GrpcStatusCode.Unknown or GrpcStatusCode.OutOfRange or GrpcStatusCode.DataLoss;
}
