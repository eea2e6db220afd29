using EmbeddedTemporal.Storage;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace EmbeddedTemporal.Grpc;

/// <summary>Answers the calls of routed methods: bounds their time and turns errors into statuses.</summary>
internal sealed partial class RoutedCalls(CallTracker calls, ILogger logger)
{
    /// <exception cref="RpcException">The call is refused or failed.</exception>
    public async Task<IMessage> AnswerAsync(GrpcMethod method, IMessage request, ServerCallContext context)
    {
        try
        {
            if (method.Handler is null)
            {
                throw Errors.UnknownMethod(method.Path);
            }

            using var call = method.IsEndless
                ? calls.EnterEndless(context.CancellationToken)
                : calls.Enter(TimeLeft(context), method.IsLongPoll, context.CancellationToken);
            var answer = method.Handler(request, call.Token);
            using var wait = call.Wait();
            var message = await answer.ConfigureAwait(false);
            if (method.Undelivered is { } undelivered)
            {
                Delivery.Watch(context, () => undelivered(message), logger);
            }

            return message;
        }
        catch (Exception e) when (e is not RpcException)
        {
            throw Refusal(e, method.Path);
        }
    }

    private static TimeSpan? TimeLeft(ServerCallContext context)
    {
        if (context.Deadline == DateTime.MaxValue)
        {
            return null;
        }

        var left = context.Deadline - DateTime.UtcNow;
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private RpcException Refusal(Exception error, string path)
    {
        switch (error)
        {
            case OperationCanceledException:
                return Errors.Refusal(StatusCode.DeadlineExceeded, "context deadline exceeded");
            case DatabaseException { IsDiskFull: true }:
                return Errors.Refusal(StatusCode.ResourceExhausted, error.Message);
            case DatabaseException:
                return Errors.Refusal(StatusCode.Unavailable, error.Message);
            case DamagedRunException:
                return Errors.Refusal(StatusCode.DataLoss, error.Message);
            case ObjectDisposedException:
                return Errors.Refusal(StatusCode.Unavailable, "The service is shutting down.");
            default:
                Log.CallFailed(logger, path, error);
                return Errors.Refusal(StatusCode.Internal, $"{path} failed: {error.Message}");
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "{Path} failed")]
        public static partial void CallFailed(ILogger logger, string path, Exception exception);
    }
}
