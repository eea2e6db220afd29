using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace SlackClaudeBot.Activities.Tests.Repositories;

/// <summary>A git server over HTTP, git's own, that wants a token for everything, as private repositories do.</summary>
internal sealed class GitServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly string _root;

    private GitServer(WebApplication app, string root) => (_app, _root) = (app, root);

    internal Uri Address => new(_app.Urls.Single());

    internal string Token { get; set; } = "ghp_S3cret+/=token";

    internal ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Called before a request is served; true: it has answered.</summary>
    internal Func<HttpContext, Task<bool>> Before { get; set; } = _ => Task.FromResult(false);

    /// <summary>Whether the answers to accepted pushes get lost.</summary>
    internal bool LosesAnswersToPushes { get; set; }

    internal static async Task<GitServer> StartAsync(string root)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(k => k.Limits.MaxRequestBodySize = null);
        var server = new GitServer(builder.Build(), root);
        server._app.Run(server.HandleAsync);
        await server._app.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        Requests.Enqueue($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}");
        var expected = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"x-access-token:{Token}"));
        if (context.Request.Headers.Authorization != expected)
        {
            context.Response.StatusCode = 401;
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"GitHub\"";
            return;
        }

        if (!await Before(context))
        {
            await ServeAsync(context);
        }
    }

    private async Task ServeAsync(HttpContext context)
    {
        var request = context.Request;
        using var backend = Process.Start(Backend(request))!;
        var sending = SendAsync(request, backend);
        var output = backend.StandardOutput.BaseStream;
        while (await ReadLineAsync(output) is { Length: > 0 } line)
        {
            var (name, value) = (line[..line.IndexOf(':', StringComparison.Ordinal)], line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim());
            if (name == "Status")
            {
                context.Response.StatusCode = int.Parse(value.Split(' ')[0], CultureInfo.InvariantCulture);
            }
            else
            {
                context.Response.Headers[name] = value;
            }
        }

        using var body = new MemoryStream();
        await output.CopyToAsync(body);
        await sending;
        await backend.WaitForExitAsync();
        if (LosesAnswersToPushes && request.Path.Value!.EndsWith("/git-receive-pack", StringComparison.Ordinal))
        {
            context.Abort();
        }
        else
        {
            await context.Response.Body.WriteAsync(body.ToArray());
        }
    }

    private ProcessStartInfo Backend(HttpRequest request)
    {
        var start = new ProcessStartInfo("git") { ArgumentList = { "http-backend" }, RedirectStandardInput = true, RedirectStandardOutput = true };
        var variables = new Dictionary<string, string?>
        {
            ["PATH"] = Environment.GetEnvironmentVariable("PATH"),
            ["GIT_PROJECT_ROOT"] = _root,
            ["GIT_HTTP_EXPORT_ALL"] = "1",
            ["GIT_CONFIG_NOSYSTEM"] = "1",
            ["HOME"] = "/nonexistent",
            ["PATH_INFO"] = request.Path,
            ["QUERY_STRING"] = request.QueryString.Value!.TrimStart('?'),
            ["REQUEST_METHOD"] = request.Method,
            ["CONTENT_TYPE"] = request.ContentType ?? "",
            ["REMOTE_ADDR"] = "127.0.0.1",
            ["REMOTE_USER"] = "bot",
            ["HTTP_CONTENT_ENCODING"] = request.Headers.ContentEncoding,
            ["GIT_PROTOCOL"] = request.Headers["Git-Protocol"],
            ["CONTENT_LENGTH"] = request.ContentLength?.ToString(CultureInfo.InvariantCulture),
        };
        start.Environment.Clear();
        foreach (var (name, value) in variables.Where(v => !string.IsNullOrEmpty(v.Value)))
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private static async Task SendAsync(HttpRequest request, Process backend)
    {
        try
        {
            await request.Body.CopyToAsync(backend.StandardInput.BaseStream);
            backend.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has read all it wants.
        }
    }

    private static async Task<string> ReadLineAsync(Stream stream)
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (await stream.ReadAsync(one) == 1 && one[0] != '\n')
        {
            line.Append((char)one[0]);
        }

        return line.ToString().TrimEnd('\r');
    }
}
