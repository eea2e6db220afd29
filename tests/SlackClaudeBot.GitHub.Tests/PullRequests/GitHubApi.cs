using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace SlackClaudeBot.GitHub.Tests.PullRequests;

/// <summary>GitHub's REST API over real HTTP: what no test told it is a 500.</summary>
internal sealed class GitHubApi : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Dictionary<string, Queue<Func<HttpContext, Task>>> _answers = [];

    private GitHubApi(WebApplication app) => _app = app;

    internal Uri Address => new(_app.Urls.Single());

    internal ConcurrentQueue<(string Request, string Authorization, string Body)> Requests { get; } = new();

    internal static async Task<GitHubApi> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var api = new GitHubApi(builder.Build());
        api._app.Run(api.HandleAsync);
        await api._app.StartAsync();
        return api;
    }

    /// <summary>Answers the next request of this method and path; the last answer told stays.</summary>
    internal GitHubApi On(string request, int status, string body, params (string Name, string Value)[] headers) => On(request, async context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        foreach (var (name, value) in headers)
        {
            context.Response.Headers[name] = value;
        }

        await context.Response.WriteAsync(body);
    });

    internal GitHubApi On(string request, Func<HttpContext, Task> answer)
    {
        if (!_answers.TryGetValue(request, out var queue))
        {
            _answers[request] = queue = new();
        }

        queue.Enqueue(answer);
        return this;
    }

    internal int Count(string request) => Requests.Count(r => r.Request == request);

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        var name = $"{context.Request.Method} {context.Request.Path}";
        using var reader = new StreamReader(context.Request.Body);
        Requests.Enqueue((name, context.Request.Headers.Authorization.ToString(), await reader.ReadToEndAsync()));
        if (!_answers.TryGetValue(name, out var queue))
        {
            context.Response.StatusCode = 500;
        }
        else
        {
            await (queue.Count > 1 ? queue.Dequeue() : queue.Peek())(context);
        }
    }
}
