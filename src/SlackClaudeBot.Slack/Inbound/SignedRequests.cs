using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace SlackClaudeBot.Slack.Inbound;

/// <summary>
/// Stands in front of everything that reads what Slack sends: lets through what is well-formed, of bounded size, signed
/// and of now. The rest is answered by a status alone and counted.
/// </summary>
internal sealed partial class SignedRequests(
    RequestDelegate next, SlackOptions options, TimeProvider time, SlackMetrics metrics, EventEndpoint events, IHostApplicationLifetime lifetime, ILogger<SignedRequests> logger)
{
    // Slack's largest payloads, views and messages with all their blocks, have some 100 KB.
    internal const int MaxBodyBytes = 1024 * 1024;

    // Whoever floods the endpoints shall not flood the log too.
    private static readonly TimeSpan _betweenWarnings = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private long? _warnedAt;

    public Task InvokeAsync(HttpContext context) =>
        SlackEndpoint.Find(context.Request.Path) is { } endpoint ? TakeAsync(context, endpoint) : next(context);

    private async Task TakeAsync(HttpContext context, SlackEndpoint endpoint)
    {
        var (body, refusal) = lifetime.ApplicationStopping.IsCancellationRequested
            // It came over a connection that was open before. Slack repeats it, or who sent it does.
            ? ([], new(StatusCodes.Status503ServiceUnavailable, "stopping"))
            : await CheckAsync(context, endpoint);
        if (refusal is not null)
        {
            metrics.Count(endpoint.Name, refusal.Outcome);
            Log.Refused(logger, endpoint.Name, refusal.Outcome);
            context.Response.StatusCode = refusal.Status;
            return;
        }

        metrics.Count(endpoint.Name, context.Request.Headers.ContainsKey("X-Slack-Retry-Num") ? "retried" : "accepted");
        context.Request.Body = new MemoryStream(body);
        try
        {
            await (endpoint.TakesEvents ? events.HandleAsync(context, body) : next(context));
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            // Handlers answer people themselves; what arrives here is a delivery that Slack may repeat.
            Log.Failed(logger, e, endpoint.Name);
            metrics.Count(endpoint.Name, "failed");
            context.Response.Clear();
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }
    }

    private async Task<(byte[] Body, Refusal? Refusal)> CheckAsync(HttpContext context, SlackEndpoint endpoint)
    {
        var request = context.Request;
        if (!HttpMethods.IsPost(request.Method))
        {
            return ([], new(StatusCodes.Status405MethodNotAllowed, "method"));
        }

        if (!HasContentType(request, endpoint.ContentType))
        {
            return ([], new(StatusCodes.Status415UnsupportedMediaType, "content_type"));
        }

        if (await ReadAsync(context) is not { } body)
        {
            return ([], new(StatusCodes.Status413PayloadTooLarge, "too_large"));
        }

        var signature = Single(request, "X-Slack-Signature");
        var check = SlackSignature.Check(options.SigningSecret ?? "", Single(request, "X-Slack-Request-Timestamp"), signature, body, time.GetUtcNow());
        if (check != SignatureCheck.Valid)
        {
            if (signature is not null)
            {
                Warn(endpoint, check);
            }

            return ([], new(StatusCodes.Status401Unauthorized, check == SignatureCheck.Stale ? "stale" : "unsigned"));
        }

        return RequestBody.IsWellFormed(endpoint, body) ? (body, null) : ([], new(StatusCodes.Status400BadRequest, "malformed"));
    }

    /// <summary>Where all that Slack sends is refused, nothing else would say why: people see that the command failed, and no more.</summary>
    private void Warn(SlackEndpoint endpoint, SignatureCheck check)
    {
        lock (_lock)
        {
            if (_warnedAt is { } at && time.GetElapsedTime(at) < _betweenWarnings)
            {
                return;
            }

            _warnedAt = time.GetTimestamp();
        }

        if (check == SignatureCheck.Stale)
        {
            Log.SignedAtAnotherTime(logger, endpoint.Name);
        }
        else
        {
            Log.SignedByAnother(logger, endpoint.Name);
        }
    }

    private static bool HasContentType(HttpRequest request, string expected) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Equals(expected, StringComparison.OrdinalIgnoreCase);

    private static string? Single(HttpRequest request, string header) => request.Headers[header] is [{ } value] ? value : null;

    /// <summary>The whole body, or null where it is too large.</summary>
    private static async Task<byte[]?> ReadAsync(HttpContext context)
    {
        if (context.Request.ContentLength > MaxBodyBytes)
        {
            return null;
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = MaxBodyBytes;
        }

        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        try
        {
            while (await context.Request.Body.ReadAsync(buffer, context.RequestAborted) is > 0 and var count)
            {
                if (body.Length + count > MaxBodyBytes)
                {
                    return null;
                }

                body.Write(buffer, 0, count);
            }
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return null;
        }

        return body.ToArray();
    }

    private sealed record Refusal(int Status, string Outcome);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Debug, "A request to /slack/{Endpoint} was refused: {Outcome}")]
        public static partial void Refused(ILogger logger, string endpoint, string outcome);

        [LoggerMessage(LogLevel.Warning, "A request to /slack/{Endpoint} was refused: it is not signed with SLACK_SIGNING_SECRET. If Slack sent it, that is another app's secret")]
        public static partial void SignedByAnother(ILogger logger, string endpoint);

        [LoggerMessage(LogLevel.Warning, "A request to /slack/{Endpoint} was refused: it was signed more than five minutes from now. If Slack sent it just now, this machine's clock is wrong")]
        public static partial void SignedAtAnotherTime(ILogger logger, string endpoint);

        [LoggerMessage(LogLevel.Error, "A request to /slack/{Endpoint} failed")]
        public static partial void Failed(ILogger logger, Exception exception, string endpoint);
    }
}
