using SlackClaudeBot.Activities.Gateway;

namespace SlackClaudeBot.Hosting.Checks;

/// <summary>Whether the Anthropic API accepts the key. See https://docs.anthropic.com/en/api/models-list: it costs nothing.</summary>
internal static class ModelApiCheck
{
    public const string Name = "Anthropic";

    public static async Task<CheckResult> AskAsync(ModelApiOptions options, HttpClient http, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{options.BaseUrl.AbsoluteUri.TrimEnd('/')}/v1/models?limit=1");
        request.Headers.Add("x-api-key", options.ApiKey);
        request.Headers.Add("anthropic-version", "2023-06-01");
        return await HttpQuestion.AskAsync(Name, http, request, "ANTHROPIC_API_KEY", cancellationToken);
    }
}
