using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using SlackClaudeBot.Slack.Settings;

namespace SlackClaudeBot.Slack.Inbound;

/// <summary>
/// Receives Slack's requests over HTTP. A request is handled if it is well-formed, of bounded size, signed and recent, and acknowledged
/// after it is handled. All others get a bare status and are counted. No path under /slack reaches anything else.
/// </summary>
internal sealed partial class SignatureVerificationMiddleware(
    RequestDelegate next, SlackOptions options, TimeProvider time, SlackMetrics metrics, SlackRequests requests, IHostApplicationLifetime lifetime, ILogger<SignatureVerificationMiddleware> logger)
{
    // Slack's largest payloads, views and messages with all their blocks, have about 100 KB.
    internal const int MaxBodyBytes = 1024 * 1024;

    // A flood of requests must not flood the log.
    private static readonly TimeSpan _betweenWarnings = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private long? _warnedAt;

    public Task InvokeAsync(HttpContext context)
    {
        if (SlackEndpoint.Find(context.Request.Path) is { } endpoint)
        {
            return ReceiveAsync(context, endpoint);
        }

        if (!SlackEndpoint.Owns(context.Request.Path))
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private async Task ReceiveAsync(HttpContext context, SlackEndpoint endpoint)
    {
        var (body, refusal) = lifetime.ApplicationStopping.IsCancellationRequested
            // The request came over a connection that was already open. Slack retries it, or shows the person an error.
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
        try
        {
            var answer = await requests.HandleAsync(endpoint, body);
            if (answer.Body is not null)
            {
                context.Response.ContentType = answer.ContentType;
                await context.Response.WriteAsync(answer.Body, context.RequestAborted);
            }
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            // Handlers explain failures to people themselves. An exception means that Slack should retry.
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

        return RequestBodyValidator.IsWellFormed(endpoint, body) ? (body, null) : ([], new(StatusCodes.Status400BadRequest, "malformed"));
    }

    /// <summary>Logs why requests are refused: people see only that a command failed.</summary>
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

    /// <summary>The whole body; null if it is too large.</summary>
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
