using System.Net;

namespace SlackClaudeBot.Playground.Tests;

[Trait("Category", "Hostile")]
public sealed class AccessTests : IAsyncLifetime
{
    private readonly PlaygroundFixture _playground = new();

    public ValueTask InitializeAsync() => _playground.InitializeAsync();

    public ValueTask DisposeAsync() => _playground.DisposeAsync();

    [Theory]
    [InlineData("Host", "evil.example")]
    [InlineData("Host", "127.0.0.1.evil.example:80")]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    public async Task A_page_of_somebody_else_is_refused(string header, string value)
    {
        foreach (var path in new[] { "/", "/api/auth.test", "/api/v3/repos/acme/shop", "/acme/shop.git/info/refs?service=git-upload-pack", "/playground/messages" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path);
            request.Headers.TryAddWithoutValidation(header, value);
            using var response = await _playground.Http.SendAsync(request);
            Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        }
    }

    [Fact]
    public async Task The_page_itself_is_let_in()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v3/repos/acme/shop");
        request.Headers.TryAddWithoutValidation("Origin", _playground.Server.Url.GetLeftPart(UriPartial.Authority));
        request.Headers.TryAddWithoutValidation("Sec-Fetch-Site", "same-origin");
        using var response = await _playground.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
