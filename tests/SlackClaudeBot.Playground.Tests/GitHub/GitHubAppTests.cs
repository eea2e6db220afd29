using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SlackClaudeBot.Playground.GitHub;

namespace SlackClaudeBot.Playground.Tests.GitHub;

public sealed class GitHubAppTests : IAsyncLifetime
{
    private static readonly RSA _key = RSA.Create(2048);
    private static readonly HttpClient _http = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("app-").FullName;
    private PlaygroundServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await PlaygroundServer.StartAsync(new PlaygroundOptions
        {
            Folder = _folder,
            GitHub = new GitHubOptions { Folder = _folder, ReadsNeedToken = true, App = new GitHubAppRegistration(7, 99, _key.ExportSubjectPublicKeyInfoPem()) },
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task An_installation_token_opens_private_repositories_until_it_expires()
    {
        Assert.Equal(404, (await SendAsync(HttpMethod.Get, "repos/acme/shop", null)).Status);
        var (status, installation) = await SendAsync(HttpMethod.Get, "repos/acme/shop/installation", "Bearer " + Jwt(7, 300));
        Assert.Equal(200, status);
        (status, var token) = await SendAsync(HttpMethod.Post, $"app/installations/{installation.GetProperty("id")}/access_tokens", "Bearer " + Jwt(7, 300));
        Assert.Equal(201, status);
        var authorization = "token " + token.GetProperty("token").GetString();
        Assert.Equal(200, (await SendAsync(HttpMethod.Get, "repos/acme/shop", authorization)).Status);
        _server.GitHub.Tokens.ExpireInstallationTokens();
        Assert.Equal(401, (await SendAsync(HttpMethod.Get, "repos/acme/shop", authorization)).Status);
    }

    [Fact]
    public async Task A_jwt_of_somebody_else_or_of_another_age_is_refused()
    {
        using var other = RSA.Create(2048);
        foreach (var jwt in new[] { Jwt(8, 300), Jwt(7, -10), Jwt(7, 1200), Jwt(7, 300, other), "a.b.c", "none" })
        {
            Assert.Equal(401, (await SendAsync(HttpMethod.Get, "app", "Bearer " + jwt)).Status);
        }
    }

    private static string Jwt(long issuer, int lifetimeSeconds, RSA? key = null)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var content = Encode("""{"alg":"RS256","typ":"JWT"}""") + "." + Encode($$"""{"iat":{{now - 60}},"exp":{{now + lifetimeSeconds}},"iss":"{{issuer}}"}""");
        return content + "." + Base64Url.EncodeToString((key ?? _key).SignData(Encoding.ASCII.GetBytes(content), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    private static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));

    private async Task<(int Status, JsonElement Body)> SendAsync(HttpMethod method, string path, string? authorization)
    {
        using var request = new HttpRequestMessage(method, new Uri(_server.GitHubApiUrl, path));
        request.Headers.UserAgent.ParseAdd("tests/1.0");
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        using var response = await _http.SendAsync(request);
        return ((int)response.StatusCode, JsonElement.Parse(await response.Content.ReadAsStringAsync()));
    }
}
