using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SlackClaudeBot.Playground.Changes;
using SlackClaudeBot.Playground.Faults;

namespace SlackClaudeBot.Playground.GitHub.Rest;

/// <summary>Serves a subset of GitHub's REST interface under <c>/api/v3</c>, as GitHub Enterprise does. See https://docs.github.com/rest.</summary>
internal sealed class GitHubRest(GitHubServer server)
{
    private const int RequestsPerHour = 5000;

    /// <summary>The permitted callers: all readers, holders of a token, or the app itself.</summary>
    private enum Access
    {
        Read,
        Write,
        App,
    }

    public void Map(IEndpointRouteBuilder root)
    {
        var routes = root.MapGroup("/api/v3");
        var json = new GitHubJson(server);
        var pulls = new PullRequestCalls(server, json);
        var refs = new ReferenceCalls(server, json);
        var apps = new AppCalls(server, json);
        const string repo = "/repos/{owner}/{repo}";
        const string pull = repo + "/pulls/{number:int}";

        Serve(routes, "GET", repo, "repos.get", Access.Read, call => Task.FromResult<JsonNode>(json.Repository(call.Repository)));
        Serve(routes, "GET", "/users/{owner}/repos", "repos.list_for_user", Access.Read, call => Task.FromResult<JsonNode>(
            new JsonArray([.. server.Repositories.Where(r => r.Owner.Equals(call.Route("owner"), StringComparison.OrdinalIgnoreCase)).Select(r => (JsonNode)json.Repository(r))])));
        Serve(routes, "GET", repo + "/pulls", "pulls.list", Access.Read, pulls.ListAsync);
        Serve(routes, "POST", repo + "/pulls", "pulls.create", Access.Write, pulls.CreateAsync, 201);
        Serve(routes, "GET", pull, "pulls.get", Access.Read, pulls.GetAsync);
        Serve(routes, "PATCH", pull, "pulls.update", Access.Write, pulls.UpdateAsync);
        Serve(routes, "PUT", pull + "/merge", "pulls.merge", Access.Write, pulls.MergeAsync);
        Serve(routes, "GET", pull + "/files", "pulls.files", Access.Read, PullRequestCalls.FilesAsync);
        Serve(routes, "GET", pull + "/commits", "pulls.commits", Access.Read, PullRequestCalls.CommitsAsync);
        Serve(routes, "POST", pull + "/requested_reviewers", "pulls.request_reviewers", Access.Write, pulls.RequestReviewersAsync, 201);
        Serve(routes, "GET", repo + "/issues/{number:int}/comments", "issues.comments", Access.Read, pulls.CommentsAsync);
        Serve(routes, "POST", repo + "/issues/{number:int}/comments", "issues.comment", Access.Write, pulls.CommentAsync, 201);
        Serve(routes, "POST", repo + "/issues/{number:int}/labels", "issues.add_labels", Access.Write, pulls.AddLabelsAsync);
        Serve(routes, "GET", repo + "/branches", "branches.list", Access.Read, refs.BranchesAsync);
        Serve(routes, "GET", repo + "/branches/{**branch}", "branches.get", Access.Read, refs.BranchAsync);
        Serve(routes, "GET", repo + "/git/ref/heads/{**branch}", "git.get_ref", Access.Read, refs.GetAsync);
        Serve(routes, "GET", repo + "/git/refs/heads/{**branch}", "git.get_ref", Access.Read, refs.GetAsync);
        Serve(routes, "POST", repo + "/git/refs", "git.create_ref", Access.Write, refs.CreateAsync, 201);
        Serve(routes, "PATCH", repo + "/git/refs/heads/{**branch}", "git.update_ref", Access.Write, refs.UpdateAsync);
        Serve(routes, "DELETE", repo + "/git/refs/heads/{**branch}", "git.delete_ref", Access.Write, refs.DeleteAsync, 204);
        Serve(routes, "GET", "/user", "users.get_authenticated", Access.Write, _ => Task.FromResult<JsonNode>(json.User(GitHubJson.BotLogin, "Bot")));
        Serve(routes, "GET", "/rate_limit", "rate_limit.get", Access.Read, apps.RateLimit);
        Serve(routes, "GET", "/app", "apps.get_authenticated", Access.App, apps.Get);
        Serve(routes, "GET", "/app/installations", "apps.list_installations", Access.App, apps.Installations);
        Serve(routes, "GET", repo + "/installation", "apps.get_repo_installation", Access.App, apps.InstallationOf);
        Serve(routes, "GET", "/orgs/{owner}/installation", "apps.get_org_installation", Access.App, apps.Installation);
        Serve(routes, "POST", "/app/installations/{id:long}/access_tokens", "apps.create_installation_token", Access.App, apps.CreateToken, 201);
        routes.MapFallback("{**path}", context => ServeAsync(context, "unknown", Access.Read, _ => throw GitHubApiException.NotFound(), 200));
    }

    private void Serve(IEndpointRouteBuilder routes, string method, string pattern, string operation, Access access, Func<GitHubCall, Task<JsonNode>> serve, int status = 200) =>
        routes.MapMethods(pattern, [method], context => ServeAsync(context, operation, access, serve, status));

    private async Task ServeAsync(HttpContext context, string operation, Access access, Func<GitHubCall, Task<JsonNode>> serve, int status)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        GitHubApiException? refusal = null;
        AddRateLimit(context.Response.Headers);
        var fault = await server.Faults.ServeAsync(context, operation, async () =>
        {
            JsonNode answer;
            try
            {
                Authorize(context.Request, access);
                answer = await serve(new GitHubCall(context, server, body));
            }
            catch (GitHubApiException refused)
            {
                refusal = refused;
                status = refused.Status;
                answer = refused.ToJson();
            }

            context.Response.StatusCode = status;
            if (status != StatusCodes.Status204NoContent)
            {
                await context.Response.WriteAsJsonAsync(answer, context.RequestAborted);
            }
        });
        server.Requests.Add(new ReceivedRequest(
            server.Options.Time.GetUtcNow(), operation, context.Request.Method, context.Request.Path + context.Request.QueryString, body, refusal is null ? null : $"{refusal.Status} {refusal.ToJson().ToJsonString()}", fault?.ToString()));
    }

    private void Authorize(HttpRequest request, Access access)
    {
        // GitHub refuses calls without a User-Agent.
        if (string.IsNullOrEmpty(request.Headers.UserAgent))
        {
            throw new GitHubApiException(403, "Request forbidden by administrative rules. Please make sure your request has a User-Agent header.");
        }

        var token = TokenStore.Read(request.Headers.Authorization);
        if (access == Access.App)
        {
            if (token is null || !server.Tokens.IsFromApp(token))
            {
                throw new GitHubApiException(401, "A JSON web token could not be decoded");
            }

            return;
        }

        if (token is not null && !server.Tokens.IsValid(token))
        {
            throw new GitHubApiException(401, "Bad credentials");
        }

        if (token is null && access == Access.Write)
        {
            throw new GitHubApiException(401, "Requires authentication");
        }
        // Without access, a private repository looks as if it did not exist.
        if (token is null && server.Options.ReadsNeedToken)
        {
            throw GitHubApiException.NotFound();
        }
    }

    private void AddRateLimit(IHeaderDictionary headers)
    {
        var reset = server.Options.Time.GetUtcNow().AddHours(1).ToUnixTimeSeconds();
        headers["X-RateLimit-Limit"] = RequestsPerHour.ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Remaining"] = (RequestsPerHour - 1).ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Reset"] = reset.ToString(CultureInfo.InvariantCulture);
    }
}
