using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace SlackClaudeBot.Playground.GitHub.Rest;

/// <summary>One call of the REST interface.</summary>
internal sealed record GitHubCall(HttpContext Context, GitHubServer Server, string BodyText)
{
    private JsonElement? _body;

    public CancellationToken CancellationToken => Context.RequestAborted;

    /// <summary>The repository named in the path.</summary>
    /// <exception cref="GitHubApiException">The name is unknown.</exception>
    public GitHubRepository Repository => Server.Find(Route("owner"), Route("repo")) ?? throw GitHubApiException.NotFound();

    /// <summary>The pull request named in the path.</summary>
    /// <exception cref="GitHubApiException">The number is unknown.</exception>
    public GitHubPullRequest PullRequest =>
        Server.Find(Repository, int.Parse(Route("number"), CultureInfo.InvariantCulture)) ?? throw GitHubApiException.NotFound();

    public string Route(string name) => Context.Request.RouteValues[name]?.ToString() ?? "";

    public string? Query(string name) => Context.Request.Query[name].ToString() is { Length: > 0 } value ? value : null;

    /// <summary>A text in the body; null if it is missing.</summary>
    public string? Text(string name) => Property(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    public bool Flag(string name) => Property(name) is { ValueKind: JsonValueKind.True };

    public IReadOnlyList<string> List(string name) =>
        Property(name) is { ValueKind: JsonValueKind.Array } values ? [.. values.EnumerateArray().Select(value => value.GetString() ?? "")] : [];

    private JsonElement? Property(string name)
    {
        try
        {
            _body ??= JsonElement.Parse(BodyText);
        }
        catch (JsonException)
        {
            throw new GitHubApiException(400, "Problems parsing JSON");
        }

        return _body is { ValueKind: JsonValueKind.Object } body && body.TryGetProperty(name, out var value) ? value : null;
    }
}
