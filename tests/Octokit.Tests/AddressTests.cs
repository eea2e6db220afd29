namespace Octokit.Tests;

public class AddressTests
{
    [Theory]
    [InlineData("https://api.github.com/", "https://api.github.com/")]
    [InlineData("https://github.com/", "https://api.github.com/")]
    [InlineData("https://github.example.com/", "https://github.example.com/api/v3/")]
    [InlineData("https://github.example.com:8443/some/path", "https://github.example.com:8443/api/v3/")]
    [InlineData("http://127.0.0.1:5000", "http://127.0.0.1:5000/api/v3/")]
    public void An_enterprise_server_has_its_api_under_a_path(string given, string expected) =>
        Assert.Equal(new Uri(expected), new GitHubClient(new ProductHeaderValue("tests"), new Uri(given)).BaseAddress);

    [Theory]
    [InlineData("..", "shop")]
    [InlineData("acme", ".")]
    [InlineData("", "shop")]
    public async Task A_name_that_climbs_out_of_its_path_is_refused(string owner, string name)
    {
        await using var server = await Server.StartAsync();

        await Assert.ThrowsAsync<ArgumentException>(() => server.Client().Repository.Get(owner, name));

        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Names_are_escaped()
    {
        await using var server = await Server.StartAsync();
        server.On("GET /api/v3/repos/a%2F..%2Fb/c%3Fd", 200, """{"id":1,"name":"c?d"}""");

        Assert.Equal("c?d", (await server.Client().Repository.Get("a/../b", "c?d")).Name);
    }
}
