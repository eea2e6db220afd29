using Microsoft.AspNetCore.Routing;
using SlackClaudeBot.Foundation.Artifacts;
using SlackClaudeBot.Workflows.Contracts.Artifacts;

namespace SlackClaudeBot.Slack.Diffs;

/// <summary>Serves a whole diff to anybody with its link from a message.</summary>
public static class DiffEndpoint
{
    /// <summary>Answers <see cref="DiffLinks.Path"/>.</summary>
    public static IEndpointConventionBuilder MapWholeDiffs(this IEndpointRouteBuilder endpoints) => endpoints.MapGet(DiffLinks.Path, ServeAsync);

    private static async Task<IResult> ServeAsync(HttpContext context, DiffLinks links, IArtifactStore artifacts)
    {
        var query = context.Request.Query;
        var key = query["key"].ToString();
        if (!links.IsValid(key, query["expires"], query["signature"]))
        {
            return Results.Text("This link is no longer valid. The pull request shows the diff.", statusCode: StatusCodes.Status404NotFound);
        }

        if (await artifacts.OpenAsync(new ArtifactReference(key, 0), context.RequestAborted) is not { } diff)
        {
            return Results.Text("This diff is no longer kept.", statusCode: StatusCodes.Status404NotFound);
        }

        // An agent wrote it: a browser must show it as text, even if it looks like HTML.
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        context.Response.Headers.CacheControl = "private, no-store";
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        return Results.Stream(diff, "text/plain; charset=utf-8");
    }
}
