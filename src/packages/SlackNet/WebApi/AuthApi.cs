namespace SlackNet.WebApi;

/// <summary>Identifies the owner of a token. See https://docs.slack.dev/reference/methods#auth</summary>
public interface IAuthApi
{
    Task<AuthTestResponse> Test(CancellationToken cancellationToken = default);
}

internal sealed class AuthApi(SlackApiClient client) : IAuthApi
{
    public Task<AuthTestResponse> Test(CancellationToken cancellationToken = default) =>
        client.Post<AuthTestResponse>("auth.test", [], cancellationToken);
}

/// <summary>The owner of a token.</summary>
public class AuthTestResponse
{
    public string Url { get; set; }

    public string Team { get; set; }

    public string User { get; set; }

    public string TeamId { get; set; }

    public string UserId { get; set; }
}
