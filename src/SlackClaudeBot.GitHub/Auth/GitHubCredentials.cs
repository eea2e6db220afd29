using System.Net.Http.Headers;

namespace SlackClaudeBot.GitHub.Auth;

/// <summary>Asks GitHub about the credentials themselves, without a repository.</summary>
public static class GitHubCredentials
{
    /// <summary>
    /// A request that GitHub answers with 401 if it refuses the credentials.
    /// See https://docs.github.com/rest/rate-limit and https://docs.github.com/rest/apps/apps#get-the-authenticated-app
    /// </summary>
    /// <param name="options">Valid ones.</param>
    /// <param name="now">The time, for a GitHub App's JSON Web Token.</param>
    public static HttpRequestMessage Question(GitHubOptions options, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(options);
        var (path, token) = options.HasApp ? ("app", AppJwt.Create(options.AppId!, options.AppPrivateKey!, now)) : ("rate_limit", options.Token!);
        var request = new HttpRequestMessage(HttpMethod.Get, $"{options.ApiUrl.TrimEnd('/')}/{path}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue(GitHubClients.Product.Name, null));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/vnd.github+json"));
        return request;
    }
}
