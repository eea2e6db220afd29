using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using SlackClaudeBot.Playground.Changes;
using SlackClaudeBot.Playground.Faults;
using SlackClaudeBot.Playground.GitHub.Git;

namespace SlackClaudeBot.Playground.GitHub.SmartHttp;

/// <summary>Serves git's smart HTTP protocol by git's own CGI program. See https://git-scm.com/docs/git-http-backend.</summary>
internal sealed class GitHttpBackend(GitHubServer server)
{
    private const int MaxHeaderBytes = 16 * 1024;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/{owner}/{name}/info/refs", (HttpContext context, string owner, string name) => ServeAsync(context, owner, name, "info/refs"));
        routes.MapPost("/{owner}/{name}/git-upload-pack", (HttpContext context, string owner, string name) => ServeAsync(context, owner, name, "git-upload-pack"));
        routes.MapPost("/{owner}/{name}/git-receive-pack", (HttpContext context, string owner, string name) => ServeAsync(context, owner, name, "git-receive-pack"));
    }

    private async Task ServeAsync(HttpContext context, string owner, string name, string endpoint)
    {
        var service = endpoint == "info/refs" ? context.Request.Query["service"].ToString() : endpoint;
        var isPush = service == "git-receive-pack";
        var operation = endpoint == "info/refs" ? "git.refs" : isPush ? "git.receive-pack" : "git.upload-pack";
        string? refusal = null;
        var fault = await server.Faults.ServeAsync(context, operation, async () =>
        {
            refusal = await RefuseAsync(context, owner, name, service, isPush);
            if (refusal is null)
            {
                await RunAsync(context, server.Find(owner, WithoutSuffix(name))!, endpoint);
            }
        });
        server.Requests.Add(new ReceivedRequest(
            server.Options.Time.GetUtcNow(), operation, context.Request.Method, context.Request.Path + context.Request.QueryString, "", refusal, fault?.ToString()));
        if (endpoint == "git-receive-pack" && refusal is null)
        {
            server.Announce();
        }
    }

    private async Task<string?> RefuseAsync(HttpContext context, string owner, string name, string service, bool isPush)
    {
        var (status, reason) = Judge(context, owner, name, service, isPush);
        if (reason is null)
        {
            return null;
        }

        if (status == StatusCodes.Status401Unauthorized)
        {
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"GitHub\"";
        }

        context.Response.StatusCode = status;
        await context.Response.WriteAsync(reason + "\n");
        return reason;
    }

    private (int Status, string? Reason) Judge(HttpContext context, string owner, string name, string service, bool isPush)
    {
        var token = TokenStore.Read(context.Request.Headers.Authorization);
        if (token is not null && !server.Tokens.IsValid(token))
        {
            return (StatusCodes.Status401Unauthorized, "Invalid username or token.");
        }

        if (token is null && (isPush || server.Options.ReadsNeedToken))
        {
            return (StatusCodes.Status401Unauthorized, "No anonymous write access.");
        }

        if (service is not ("git-upload-pack" or "git-receive-pack"))
        {
            return (StatusCodes.Status403Forbidden, "Please upgrade your git client.");
        }

        return server.Find(owner, WithoutSuffix(name)) is null ? (StatusCodes.Status404NotFound, "Repository not found.") : (0, null);
    }

    private static async Task RunAsync(HttpContext context, GitHubRepository repository, string endpoint)
    {
        var cancellationToken = context.RequestAborted;
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }

        using var backend = GitCommand.Start(repository.Git.Folder, ["http-backend"], Environment(context.Request, repository, endpoint));
        try
        {
            var errors = backend.StandardError.ReadToEndAsync(cancellationToken);
            var sending = SendAsync(context.Request.Body, backend, cancellationToken);
            await AnswerAsync(backend.StandardOutput.BaseStream, context.Response, cancellationToken);
            await sending;
            await backend.WaitForExitAsync(cancellationToken);
            await errors;
        }
        catch (Exception ended) when (ended is OperationCanceledException or IOException)
        {
            context.Abort();
        }
        finally
        {
            if (!backend.HasExited)
            {
                backend.Kill(entireProcessTree: true);
            }
        }
    }

    private static Dictionary<string, string> Environment(HttpRequest request, GitHubRepository repository, string endpoint)
    {
        var environment = new Dictionary<string, string>
        {
            ["GIT_PROJECT_ROOT"] = repository.Git.Folder,
            ["GIT_HTTP_EXPORT_ALL"] = "1",
            ["PATH_INFO"] = "/" + endpoint,
            ["QUERY_STRING"] = request.QueryString.Value?.TrimStart('?') ?? "",
            ["REQUEST_METHOD"] = request.Method,
            ["CONTENT_TYPE"] = request.ContentType ?? "",
            ["REMOTE_ADDR"] = "127.0.0.1",
        };
        if (request.ContentLength is { } length)
        {
            environment["CONTENT_LENGTH"] = length.ToString(CultureInfo.InvariantCulture);
        }

        if (request.Headers.ContentEncoding.ToString() is { Length: > 0 } encoding)
        {
            environment["HTTP_CONTENT_ENCODING"] = encoding;
        }

        if (request.Headers["Git-Protocol"].ToString() is { Length: > 0 } protocol)
        {
            environment["GIT_PROTOCOL"] = protocol;
        }
        // Set for requests with a token: only those may push.
        if (request.Headers.Authorization.Count > 0)
        {
            environment["REMOTE_USER"] = "x-access-token";
        }

        return environment;
    }

    private static async Task SendAsync(Stream body, Process backend, CancellationToken cancellationToken)
    {
        try
        {
            await body.CopyToAsync(backend.StandardInput.BaseStream, cancellationToken);
            backend.StandardInput.Close();
        }
        catch (IOException)
        {
            // It answered before it had read everything; its answer counts.
        }
    }

    private static async Task AnswerAsync(Stream output, HttpResponse response, CancellationToken cancellationToken)
    {
        foreach (var line in (await ReadHeadersAsync(output, cancellationToken)).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Split(':', 2, StringSplitOptions.TrimEntries) is not [var name, var value])
            {
                continue;
            }

            if (name.Equals("Status", StringComparison.OrdinalIgnoreCase))
            {
                response.StatusCode = int.Parse(value.AsSpan(0, 3), CultureInfo.InvariantCulture);
            }
            else
            {
                response.Headers[name] = value;
            }
        }

        await output.CopyToAsync(response.Body, cancellationToken);
    }

    // CGI: header lines, an empty line, then the body.
    private static async Task<string> ReadHeadersAsync(Stream output, CancellationToken cancellationToken)
    {
        var headers = new StringBuilder();
        var one = new byte[1];
        while (headers.Length < MaxHeaderBytes && await output.ReadAsync(one, cancellationToken) == 1)
        {
            if (one[0] == '\r')
            {
                continue;
            }

            headers.Append((char)one[0]);
            if (headers.Length >= 2 && headers[^1] == '\n' && headers[^2] == '\n')
            {
                break;
            }
        }

        return headers.ToString();
    }

    private static string WithoutSuffix(string name) => name.EndsWith(".git", StringComparison.Ordinal) ? name[..^4] : name;
}
