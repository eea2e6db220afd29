using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using EmbeddedTemporal.Storage;
using Google.Protobuf;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace EmbeddedTemporal.Grpc;

/// <summary>Unary gRPC on Kestrel's own features, without the web stack above it: it starts at once and costs little a call.</summary>
internal sealed partial class GrpcEndpoint(GrpcRouter router, CallTracker calls, bool loopbackOnly, ILogger logger) : IHttpApplication<IFeatureCollection>
{
    // Smaller answers go out in one piece with the trailers: nobody could tell how far they came.
    private const int SentAtOnceBytes = 16 * 1024;

    public IFeatureCollection CreateContext(IFeatureCollection contextFeatures) => contextFeatures;

    public void DisposeContext(IFeatureCollection context, Exception? exception)
    {
    }

    public async Task ProcessRequestAsync(IFeatureCollection context)
    {
        var request = context.GetRequiredFeature<IHttpRequestFeature>();
        var response = context.GetRequiredFeature<IHttpResponseFeature>();
        if (loopbackOnly && !LoopbackHost.IsAllowed(request.Headers.Host))
        {
            // A page in a browser may reach this port under a name of its own that resolves to loopback.
            response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        if (!HttpMethods.IsPost(request.Method) || !request.Headers.ContentType.ToString().StartsWith(GrpcFraming.ContentType, StringComparison.Ordinal))
        {
            response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return;
        }

        response.StatusCode = StatusCodes.Status200OK;
        response.Headers.ContentType = GrpcFraming.ContentType;
        var aborted = context.GetRequiredFeature<IHttpRequestLifetimeFeature>().RequestAborted;
        try
        {
            var method = router.Find(request.Path) ?? throw new GrpcException(GrpcStatusCode.Unimplemented, $"unknown method {request.Path}");
            var message = await AnswerAsync(context, request, method, aborted).ConfigureAwait(false);
            await DeliverAsync(context, method, message).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            WriteError(context, response, e, request.Path);
        }
    }

    private async ValueTask<IMessage> AnswerAsync(IFeatureCollection context, IHttpRequestFeature request, GrpcMethod method, CancellationToken aborted)
    {
        var message = await ReadAsync(context, request, method.Parser, aborted).ConfigureAwait(false);
        if (method.Handler is null)
        {
            throw new GrpcException(GrpcStatusCode.Unimplemented, $"unknown method {request.Path}: not supported by the embedded Temporal service");
        }

        using var call = calls.Enter(GrpcFraming.DecodeTimeout(request.Headers["grpc-timeout"]), method.IsLongPoll, aborted);
        var answer = method.Handler(message, call.Token);
        using var wait = call.Wait();
        return await answer.ConfigureAwait(false);
    }

    private static async ValueTask<IMessage> ReadAsync(IFeatureCollection context, IHttpRequestFeature request, MessageParser parser, CancellationToken aborted)
    {
        var encoding = request.Headers["grpc-encoding"];
        if (!StringValues.IsNullOrEmpty(encoding) && encoding != "identity")
        {
            var bytes = await GrpcFraming.ReadAsync(request.Body, encoding, aborted).ConfigureAwait(false);
            return Parse(parser, new ReadOnlySequence<byte>(bytes ?? throw NoMessage()));
        }

        var reader = context.GetRequiredFeature<IRequestBodyPipeFeature>().Reader;
        while (true)
        {
            var read = await reader.ReadAsync(aborted).ConfigureAwait(false);
            if (Length(read.Buffer) is { } length && read.Buffer.Length >= GrpcFraming.PrefixLength + length)
            {
                var message = Parse(parser, read.Buffer.Slice(GrpcFraming.PrefixLength, length));
                reader.AdvanceTo(read.Buffer.End);
                return message;
            }

            if (read.IsCompleted)
            {
                throw NoMessage();
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    /// <summary>The message's length; null until the prefix has arrived.</summary>
    private static long? Length(ReadOnlySequence<byte> buffer)
    {
        if (buffer.Length < GrpcFraming.PrefixLength)
        {
            return null;
        }

        Span<byte> prefix = stackalloc byte[GrpcFraming.PrefixLength];
        buffer.Slice(0, GrpcFraming.PrefixLength).CopyTo(prefix);
        if (prefix[0] != 0)
        {
            throw new GrpcException(GrpcStatusCode.Internal, "The message is compressed, but no grpc-encoding says how.");
        }

        var length = BinaryPrimitives.ReadUInt32BigEndian(prefix[1..]);
        return length <= GrpcFraming.MaxMessageBytes
            ? length
            : throw new GrpcException(GrpcStatusCode.ResourceExhausted, $"Message of {length} bytes is larger than {GrpcFraming.MaxMessageBytes}.");
    }

    private static IMessage Parse(MessageParser parser, ReadOnlySequence<byte> bytes)
    {
        try
        {
            return parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new GrpcException(GrpcStatusCode.Internal, $"Malformed message: {e.Message}");
        }
    }

    private static GrpcException NoMessage() => new(GrpcStatusCode.Internal, "The call carries no message.");

    private static async ValueTask DeliverAsync(IFeatureCollection context, GrpcMethod method, IMessage message)
    {
        var delivered = false;
        try
        {
            // Asked anew: a token that was taken earlier learns of an abort later, on another thread.
            delivered = await WriteAsync(context, message).ConfigureAwait(false)
                && !context.GetRequiredFeature<IHttpRequestLifetimeFeature>().RequestAborted.IsCancellationRequested;
        }
        finally
        {
            if (!delivered)
            {
                method.Undelivered?.Invoke(message);
            }
        }
    }

    /// <summary>False where the caller had gone before the end: Kestrel drops in silence what is written to nobody.</summary>
    private static async ValueTask<bool> WriteAsync(IFeatureCollection context, IMessage message)
    {
        var body = context.GetRequiredFeature<IHttpResponseBodyFeature>();
        await body.StartAsync().ConfigureAwait(false);
        var size = WriteFrame(body.Writer, message);
        var gone = size > SentAtOnceBytes && (await body.Writer.FlushAsync().ConfigureAwait(false)).IsCompleted;
        context.GetRequiredFeature<IHttpResponseTrailersFeature>().Trailers["grpc-status"] = "0";
        await body.CompleteAsync().ConfigureAwait(false);
        return !gone;
    }

    private static int WriteFrame(PipeWriter writer, IMessage message)
    {
        var size = message.CalculateSize();
        var prefix = writer.GetSpan(GrpcFraming.PrefixLength);
        prefix[0] = 0;
        BinaryPrimitives.WriteUInt32BigEndian(prefix[1..], (uint)size);
        writer.Advance(GrpcFraming.PrefixLength);
        message.WriteTo(writer);
        return size;
    }

    private void WriteError(IFeatureCollection context, IHttpResponseFeature response, Exception error, string path)
    {
        var status = error switch
        {
            GrpcException e => e,
            OperationCanceledException => new GrpcException(GrpcStatusCode.DeadlineExceeded, "context deadline exceeded"),
            DatabaseException { IsDiskFull: true } e => new GrpcException(GrpcStatusCode.ResourceExhausted, e.Message),
            DatabaseException e => new GrpcException(GrpcStatusCode.Unavailable, e.Message),
            DamagedRunException e => new GrpcException(GrpcStatusCode.DataLoss, e.Message),
            ObjectDisposedException => new GrpcException(GrpcStatusCode.Unavailable, "The service is shutting down."),
            _ => new GrpcException(GrpcStatusCode.Internal, $"{path} failed: {error.Message}"),
        };
        if (status.Code == GrpcStatusCode.Internal)
        {
            Log.CallFailed(logger, path, error);
        }

        // Before the first byte a status may come alone, as headers; after it, as trailers.
        var headers = response.HasStarted ? context.GetRequiredFeature<IHttpResponseTrailersFeature>().Trailers : response.Headers;
        headers["grpc-status"] = ((int)status.Code).ToString(System.Globalization.CultureInfo.InvariantCulture);
        headers["grpc-message"] = GrpcFraming.EncodeMessage(status.Message);
        if (status.Details.Count > 0)
        {
            headers["grpc-status-details-bin"] = GrpcFraming.EncodeDetails(status.ToStatus());
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "{Path} failed")]
        public static partial void CallFailed(ILogger logger, string path, Exception exception);
    }
}
