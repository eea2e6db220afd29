using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace SlackClaudeBot.Playground.Tests;

/// <summary>The bot knows the playground by its addresses only.</summary>
public sealed class AddressTests : IAsyncLifetime
{
    private readonly PlaygroundFixture _playground = new();

    public ValueTask InitializeAsync() => _playground.InitializeAsync();

    public ValueTask DisposeAsync() => _playground.DisposeAsync();

    [Fact]
    public async Task The_scripted_model_answers_under_its_address()
    {
        var url = _playground.Server.MessagesApiUrl.AbsoluteUri.TrimEnd('/') + "/v1/messages?beta=true";
        using var response = await _playground.Http.PostAsJsonAsync(url, new { model = "m", max_tokens = 1, messages = new[] { new { role = "user", content = "hello" } } });
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("message", answer.GetProperty("type").GetString());
        Assert.Single(_playground.Server.Model.Requests);
    }

    [Fact]
    public async Task A_port_that_another_playground_has_is_left_to_it()
    {
        var taken = _playground.Server.Url.Port;
        var folder = Directory.CreateTempSubdirectory("playground-").FullName;
        try
        {
            await using (var other = await PlaygroundServer.StartAsync(new PlaygroundOptions { Folder = folder, Port = taken, OrAnyPort = true }))
            {
                Assert.NotEqual(taken, other.Url.Port);
                Assert.Equal(HttpStatusCode.OK, (await _playground.Http.GetAsync(other.Url)).StatusCode);
            }

            await Assert.ThrowsAsync<IOException>(() => PlaygroundServer.StartAsync(new PlaygroundOptions { Folder = folder, Port = taken, CreateDemoRepositories = false }));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_pull_requests_own_address_leads_to_the_page()
    {
        using var response = await _playground.Http.GetAsync(new Uri(_playground.Server.GitHubUrl, "acme/shop/pull/1"));
        Assert.Equal("/", response.RequestMessage!.RequestUri!.AbsolutePath);
        Assert.Equal("text/html", response.Content.Headers.ContentType!.MediaType);
    }
}
