using System.Text.Json.Nodes;

namespace SlackClaudeBot.Playground.GitHub;

/// <summary>GitHub's error response.</summary>
public sealed class GitHubApiException : Exception
{
    public GitHubApiException(int status, string message, JsonArray? errors = null)
        : base(message) => (Status, Errors) = (status, errors);

    public int Status { get; }

    public JsonArray? Errors { get; }

    internal static GitHubApiException NotFound() => new(404, "Not Found");

    internal static GitHubApiException Invalid(string code, string field) =>
        new(422, "Validation Failed", [new JsonObject { ["resource"] = "PullRequest", ["field"] = field, ["code"] = code }]);

    internal static GitHubApiException Custom(string message) =>
        new(422, "Validation Failed", [new JsonObject { ["resource"] = "PullRequest", ["code"] = "custom", ["message"] = message }]);

    internal JsonObject ToJson()
    {
        var json = new JsonObject { ["message"] = Message, ["documentation_url"] = "https://docs.github.com/rest", ["status"] = $"{Status}" };
        if (Errors is not null)
        {
            json["errors"] = Errors.DeepClone();
        }

        return json;
    }
}
