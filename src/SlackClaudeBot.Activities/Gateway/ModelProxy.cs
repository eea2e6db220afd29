using System.Net;
using System.Net.Http.Headers;
using System.Net.Mime;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace SlackClaudeBot.Activities.Gateway;

/// <summary>
/// Forwards a sandbox's model requests with the real key in place of the task's token, and streams the answers back. Nothing else
/// passes: no other path, no header that the API does not need, and no key or body into a log. Not YARP: the rules about headers, sizes and
/// cut-off answers are most of this class, and YARP would replace only the copying.
/// </summary>
internal sealed partial class ModelProxy(IGatewayTokens tokens, ModelApiOptions options, ILogger<ModelProxy> logger) : IDisposable
{
    /// <summary>The API's own limit of a request: https://platform.claude.com/docs/en/api/overview.</summary>
    public const long MaxRequestBytes = 32 * 1024 * 1024;

    private const int CopyBufferBytes = 16 * 1024;

    private static readonly string[] _forwardedRequestHeaders =
        ["accept", "anthropic-beta", "anthropic-version", "user-agent", "x-app", "x-claude-code-session-id"];

    private static readonly string[] _returnedHeaders =
        ["cache-control", "content-encoding", "content-type", "request-id", "retry-after", "retry-after-ms", "x-should-retry"];

    // Answers are streamed for as long as the model writes, so only the connection has a time limit here.
    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = TimeSpan.FromSeconds(15),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        UseCookies = false,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>Answers one request.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        if (HttpMethods.IsHead(context.Request.Method) && context.Request.Path == "/")
        {
            // The agent sends this once, without its token, to open its connection.
            return;
        }

        if (!HttpMethods.IsPost(context.Request.Method) || context.Request.Path.Value is not ("/v1/messages" or "/v1/messages/count_tokens"))
        {
            Log.RefusedPath(logger);
            await ApiError.WriteAsync(context, HttpStatusCode.NotFound, "not_found_error", "The gateway passes on model messages only.");
            return;
        }

        if (!tokens.TryValidate(TokenOf(context.Request), out var taskId))
        {
            Log.RefusedToken(logger);
            await ApiError.WriteAsync(context, HttpStatusCode.Unauthorized, "authentication_error", "The gateway does not know this token, or its task has ended.");
            return;
        }

        try
        {
            await ForwardAsync(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            Log.SandboxLeft(logger, taskId);
        }
        catch (Exception e) when (e.GetBaseException() is BadHttpRequestException refused && !context.Response.HasStarted)
        {
            await ApiError.WriteAsync(context, (HttpStatusCode)refused.StatusCode, "request_too_large", "The model API does not take such a request.");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            await PassOnFailureAsync(context, taskId, e);
        }
    }

    public void Dispose() => _http.Dispose();

    private static string? TokenOf(HttpRequest request)
    {
        const string bearer = "Bearer ";
        var authorization = request.Headers.Authorization.ToString();
        return request.Headers.TryGetValue("x-api-key", out var key) ? key.ToString()
            : authorization.StartsWith(bearer, StringComparison.OrdinalIgnoreCase) ? authorization[bearer.Length..]
            : null;
    }

    private async Task ForwardAsync(HttpContext context)
    {
        using var request = RequestFor(context.Request);
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
        context.Response.StatusCode = (int)response.StatusCode;
        CopyHeaders(response.Headers, context.Response.Headers);
        CopyHeaders(response.Content.Headers, context.Response.Headers);
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();

        var body = await response.Content.ReadAsStreamAsync(context.RequestAborted);
        var buffer = new byte[CopyBufferBytes];
        int read;
        while ((read = await body.ReadAsync(buffer, context.RequestAborted)) > 0)
        {
            await context.Response.Body.WriteAsync(buffer.AsMemory(0, read), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }

    private HttpRequestMessage RequestFor(HttpRequest incoming)
    {
        var api = options;
        var target = api.BaseUrl.GetLeftPart(UriPartial.Path).TrimEnd('/') + incoming.Path.Value + incoming.QueryString.Value;
        var request = new HttpRequestMessage(HttpMethod.Post, target) { Content = new StreamContent(incoming.Body, CopyBufferBytes) };
        if (incoming.ContentLength is { } length)
        {
            request.Content.Headers.ContentLength = length;
        }

        request.Content.Headers.TryAddWithoutValidation("content-type", incoming.ContentType ?? MediaTypeNames.Application.Json);
        foreach (var name in _forwardedRequestHeaders)
        {
            if (incoming.Headers.TryGetValue(name, out var values))
            {
                request.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
            }
        }

        request.Headers.TryAddWithoutValidation("x-api-key", api.ApiKey);
        return request;
    }

    private static void CopyHeaders(HttpHeaders from, IHeaderDictionary to)
    {
        foreach (var (name, values) in from.NonValidated)
        {
            if (_returnedHeaders.Contains(name, StringComparer.OrdinalIgnoreCase) || name.StartsWith("anthropic-ratelimit-", StringComparison.OrdinalIgnoreCase))
            {
                to[name] = values.ToArray();
            }
        }
    }

    private async Task PassOnFailureAsync(HttpContext context, string taskId, Exception failure)
    {
        Log.ApiUnreachable(logger, taskId, failure.GetType().Name);
        if (context.Response.HasStarted)
        {
            // If the API's response is cut off, this one must be too. Otherwise half a response would look complete.
            context.Abort();
            return;
        }

        await ApiError.WriteAsync(context, HttpStatusCode.BadGateway, "api_error", "The gateway cannot reach the model API.");
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Refused a request of a sandbox for something other than model messages.")]
        public static partial void RefusedPath(ILogger logger);

        [LoggerMessage(LogLevel.Warning, "Refused a model request with a token that is unknown or whose task has ended.")]
        public static partial void RefusedToken(ILogger logger);

        [LoggerMessage(LogLevel.Debug, "The sandbox of task {TaskId} disconnected during a model request.")]
        public static partial void SandboxLeft(ILogger logger, string taskId);

        [LoggerMessage(LogLevel.Warning, "A model request of task {TaskId} failed on the way to the API: {Failure}.")]
        public static partial void ApiUnreachable(ILogger logger, string taskId, string failure);
    }
}
