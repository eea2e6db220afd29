using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SlackClaudeBot.GitHub.Auth;
using SlackClaudeBot.GitHub.Tests.PullRequests;
using SlackClaudeBot.Testing;
using SlackClaudeBot.Workflows.Contracts;

namespace SlackClaudeBot.GitHub.Tests.Auth;

public sealed class AppTokensTests : IDisposable
{
    private readonly RSA _key = RSA.Create(2048);
    private readonly Clock _clock = new();

    public void Dispose() => _key.Dispose();

    [Fact]
    public async Task A_token_is_kept_and_renewed_before_it_expires()
    {
        await using var api = await InstalledAsync("acme", 42);
        var tokens = Tokens(api);

        var first = await tokens.GetTokenAsync("acme", "shop", default);
        var kept = await tokens.GetTokenAsync("ACME", "web", default);
        _clock.Now += TimeSpan.FromMinutes(51);
        var renewed = await tokens.GetTokenAsync("acme", "shop", default);

        Assert.Equal(["ghs_1", "ghs_1", "ghs_2"], [first, kept, renewed]);
        Assert.Equal(1, api.Count("GET /api/v3/repos/acme/shop/installation"));
    }

    /// <summary>As when somebody removes the app's installation and makes it again: GitHub says nothing, and refuses the token.</summary>
    [Fact]
    public async Task A_revoked_token_is_used_for_minutes_only()
    {
        await using var api = await InstalledAsync("acme", 42);
        var tokens = Tokens(api);

        var taken = await tokens.GetTokenAsync("acme", "shop", default);
        _clock.Now += TimeSpan.FromMinutes(11);

        Assert.NotEqual(taken, await tokens.GetTokenAsync("acme", "shop", default));
    }

    [Fact]
    public async Task Many_at_once_ask_once()
    {
        await using var api = await InstalledAsync("acme", 42);
        var tokens = Tokens(api);

        var all = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => tokens.GetTokenAsync("acme", "shop", default)));

        Assert.All(all, token => Assert.Equal("ghs_1", token));
        Assert.Equal(1, api.Count("POST /api/v3/app/installations/42/access_tokens"));
    }

    [Fact]
    public async Task Every_owner_has_its_own_installation()
    {
        await using var api = await InstalledAsync("acme", 42);
        api.On("GET /api/v3/repos/other/web/installation", 200, """{"id":43}""")
            .On("POST /api/v3/app/installations/43/access_tokens", 201, """{"token":"ghs_other","expires_at":"2100-01-01T00:00:00Z"}""");
        var tokens = Tokens(api);

        Assert.Equal("ghs_1", await tokens.GetTokenAsync("acme", "shop", default));
        Assert.Equal("ghs_other", await tokens.GetTokenAsync("other", "web", default));
    }

    [Fact]
    public async Task The_app_authenticates_with_a_signed_token_that_is_valid_for_minutes()
    {
        await using var api = await InstalledAsync("acme", 42);

        await Tokens(api).GetTokenAsync("acme", "shop", default);

        var jwt = api.Requests.First().Authorization["Bearer ".Length..].Split('.');
        var signed = Encoding.ASCII.GetBytes($"{jwt[0]}.{jwt[1]}");
        Assert.True(_key.VerifyData(signed, Base64Url.DecodeFromChars(jwt[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(jwt[1]));
        Assert.Equal("12345", claims.RootElement.GetProperty("iss").GetString());
        Assert.Equal(_clock.Now.ToUnixTimeSeconds() - 60, claims.RootElement.GetProperty("iat").GetInt64());
        Assert.InRange(claims.RootElement.GetProperty("exp").GetInt64() - _clock.Now.ToUnixTimeSeconds(), 1, 600);
    }

    [Fact]
    public async Task A_removed_installation_is_looked_up_again()
    {
        await using var api = await GitHubApi.StartAsync();
        api.On("GET /api/v3/repos/acme/shop/installation", 200, """{"id":42}""").On("GET /api/v3/repos/acme/shop/installation", 200, """{"id":44}""")
            .On("POST /api/v3/app/installations/42/access_tokens", 201, """{"token":"ghs_old","expires_at":"2026-01-01T00:20:00Z"}""")
            .On("POST /api/v3/app/installations/42/access_tokens", 404, """{"message":"Not Found"}""")
            .On("POST /api/v3/app/installations/44/access_tokens", 201, """{"token":"ghs_new","expires_at":"2100-01-01T00:00:00Z"}""");
        var tokens = Tokens(api);

        Assert.Equal("ghs_old", await tokens.GetTokenAsync("acme", "shop", default));
        _clock.Now += TimeSpan.FromMinutes(15);
        Assert.Equal("ghs_new", await tokens.GetTokenAsync("acme", "shop", default));
    }

    [Fact]
    public async Task An_app_that_is_not_installed_is_refused_with_what_to_do()
    {
        await using var api = await GitHubApi.StartAsync();
        api.On("GET /api/v3/repos/acme/shop/installation", 404, """{"message":"Not Found"}""");

        var failure = await ActivityFailure.OfAsync(() => Tokens(api).GetTokenAsync("acme", "shop", default), FailureTypes.InvalidRequest);

        Assert.Contains("not installed on acme/shop", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_outage_is_tried_again()
    {
        await using var api = await GitHubApi.StartAsync();
        api.On("GET /api/v3/repos/acme/shop/installation", 502, "");

        await ActivityFailure.OfAsync(() => Tokens(api).GetTokenAsync("acme", "shop", default), FailureTypes.Transient);
    }

    [Fact]
    public void A_key_on_one_line_is_accepted_and_nonsense_is_not()
    {
        Assert.True(AppJwt.IsPrivateKey(_key.ExportRSAPrivateKeyPem().ReplaceLineEndings("\\n")));
        Assert.True(AppJwt.IsPrivateKey(_key.ExportPkcs8PrivateKeyPem()));
        Assert.False(AppJwt.IsPrivateKey("nonsense"));
        Assert.False(AppJwt.IsPrivateKey("-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----"));
    }

    private async Task<GitHubApi> InstalledAsync(string owner, long id)
    {
        var api = await GitHubApi.StartAsync();
        api.On($"GET /api/v3/repos/{owner}/shop/installation", 200, $$"""{"id":{{id}}}""");
        foreach (var i in new[] { 1, 2 })
        {
            var expires = _clock.Now.AddMinutes(60 * i);
            api.On($"POST /api/v3/app/installations/{id}/access_tokens", 201, $$"""{"token":"ghs_{{i}}","expires_at":"{{expires:O}}"}""");
        }

        return api;
    }

    private AppTokens Tokens(GitHubApi api) => new(
        new GitHubOptions { AppId = "12345", AppPrivateKey = _key.ExportRSAPrivateKeyPem(), ApiUrl = api.Address.AbsoluteUri },
        _clock);

    private sealed class Clock : TimeProvider
    {
        internal DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
