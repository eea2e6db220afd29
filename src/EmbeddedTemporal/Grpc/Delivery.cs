using EmbeddedTemporal.Storage;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace EmbeddedTemporal.Grpc;

/// <summary>Sees whether an answer reaches its caller, and has it taken back if not: the task in it goes to another worker then.</summary>
internal sealed partial class Delivery(ServerCallContext call, Action takeBack, ILogger logger)
{
    // The client buffers smaller answers, so waiting until they are sent would prove nothing.
    private const int ConfirmedBytes = 16 * 1024;

    /// <summary>Asks for this answer to be watched.</summary>
    public static void Watch(ServerCallContext call, Action takeBack, ILogger logger) => call.GetHttpContext().Features.Set(new Delivery(call, takeBack, logger));

    /// <summary>Middleware around the gRPC server.</summary>
    public static async Task ConfirmAsync(HttpContext context, RequestDelegate next)
    {
        var delivered = false;
        try
        {
            await next(context).ConfigureAwait(false);
            delivered = context.Features.Get<Delivery>() is not { } watched || await watched.IsDeliveredAsync(context).ConfigureAwait(false);
        }
        finally
        {
            if (!delivered)
            {
                context.Features.Get<Delivery>()?.TakeBack();
            }
        }
    }

    /// <summary>Kestrel drops without an error what is written to a caller who has gone.</summary>
    private async ValueTask<bool> IsDeliveredAsync(HttpContext context)
    {
        var writer = context.Response.BodyWriter;
        if (writer.UnflushedBytes > ConfirmedBytes && (await writer.FlushAsync().ConfigureAwait(false)).IsCompleted)
        {
            return false;
        }

        await context.Response.CompleteAsync().ConfigureAwait(false);
        // Asked again: a token that was taken earlier learns of an abort later, on another thread. The call's own token tells nothing
        // here: the gRPC server cancels it when a call with a deadline has ended well.
        return !context.RequestAborted.IsCancellationRequested && DateTime.UtcNow < call.Deadline;
    }

    private void TakeBack()
    {
        try
        {
            takeBack();
        }
        catch (Exception e) when (e is RpcException or DatabaseException or ObjectDisposedException)
        {
            Log.NotTakenBack(logger, call.Method, e.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "An answer of {Path} did not reach its caller and could not be taken back, so its task times out: {Reason}")]
        public static partial void NotTakenBack(ILogger logger, string path, string reason);
    }
}
