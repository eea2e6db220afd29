using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Octokit.Tests;

/// <summary>An HTTP server that answers what a test tells it to and keeps what it was asked; anything else is a 500.</summary>
internal sealed class Server : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Dictionary<string, Queue<Answer>> _answers = [];

    private Server(WebApplication app) => _app = app;

    internal ConcurrentQueue<Request> Requests { get; } = new();

    internal Uri Address => new(_app.Urls.Single());

    internal static async Task<Server> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new Server(builder.Build());
        server._app.Run(server.HandleAsync);
        await server._app.StartAsync();
        return server;
    }

    /// <summary>Answers the next request of this method, path and query; the last answer told stays.</summary>
    internal Server On(string request, int status, string body, params (string Name, string Value)[] headers)
    {
        if (!_answers.TryGetValue(request, out var queue))
            _answers[request] = queue = new();
        queue.Enqueue(new Answer(status, body, headers));
        return this;
    }

    internal GitHubClient Client(Credentials? credentials = null) =>
        new(new ProductHeaderValue("tests", "1"), Address) { Credentials = credentials ?? new Credentials("t0ken") };

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        var request = context.Request;
        using var reader = new StreamReader(request.Body, Encoding.UTF8);
        var name = $"{request.Method} {request.Path.ToUriComponent()}{request.QueryString}";
        Requests.Enqueue(new Request(name, await reader.ReadToEndAsync(), request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString())));

        if (!_answers.TryGetValue(name, out var queue))
        {
            context.Response.StatusCode = 500;
            await context.Response.WriteAsync($"No answer for {name}");
            return;
        }

        var answer = queue.Count > 1 ? queue.Dequeue() : queue.Peek();
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = "application/json; charset=utf-8";
        foreach (var (header, value) in answer.Headers)
            context.Response.Headers[header] = value;
        await context.Response.WriteAsync(answer.Body);
    }

    internal sealed record Request(string Name, string Body, IReadOnlyDictionary<string, string> Headers);

    private sealed record Answer(int Status, string Body, (string Name, string Value)[] Headers);
}
