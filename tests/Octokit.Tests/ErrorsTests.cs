using System.Net;

namespace Octokit.Tests;

public class ErrorsTests
{
    private const string Path = "GET /api/v3/repos/acme/shop";

    [Theory]
    [InlineData(401, "Bad credentials", typeof(AuthorizationException))]
    [InlineData(403, "API rate limit exceeded for user ID 1.", typeof(RateLimitExceededException))]
    [InlineData(403, "You have exceeded a secondary rate limit.", typeof(SecondaryRateLimitExceededException))]
    [InlineData(403, "You have triggered an abuse detection mechanism", typeof(AbuseException))]
    [InlineData(403, "Resource not accessible by personal access token", typeof(ForbiddenException))]
    [InlineData(404, "Not Found", typeof(NotFoundException))]
    [InlineData(422, "Validation Failed", typeof(ApiValidationException))]
    [InlineData(429, "Too many requests", typeof(ApiException))]
    [InlineData(502, "Server Error", typeof(ApiException))]
    public async Task Each_status_has_its_exception(int status, string message, Type expected)
    {
        await using var server = await Server.StartAsync();
        server.On(Path, status, $$"""{"message":"{{message}}"}""");

        var error = await Assert.ThrowsAnyAsync<ApiException>(() => server.Client().Repository.Get("acme", "shop"));

        Assert.IsType(expected, error);
        Assert.Equal((HttpStatusCode)status, error.StatusCode);
        Assert.Equal(message, error.Message);
    }

    [Fact]
    public async Task A_validation_error_names_its_fields()
    {
        await using var server = await Server.StartAsync();
        server.On(Path, 422, """
            {"message":"Validation Failed","errors":[{"resource":"PullRequest","code":"custom","message":"A pull request already exists for acme:fix."},"odd"],
             "documentation_url":"https://docs.github.com/x"}
            """);

        var error = await Assert.ThrowsAsync<ApiValidationException>(() => server.Client().Repository.Get("acme", "shop"));

        Assert.Equal("A pull request already exists for acme:fix.", error.ApiError.Errors[0].Message);
        Assert.Equal("custom", error.ApiError.Errors[0].Code);
        Assert.Equal("odd", error.ApiError.Errors[1].Message);
    }

    [Theory]
    [InlineData("<html>Bad gateway</html>")]
    [InlineData("[1]")]
    [InlineData("")]
    public async Task A_body_that_is_no_json_object_is_survived(string body)
    {
        await using var server = await Server.StartAsync();
        server.On(Path, 502, body);

        var error = await Assert.ThrowsAsync<ApiException>(() => server.Client().Repository.Get("acme", "shop"));

        Assert.Equal(HttpStatusCode.BadGateway, error.StatusCode);
        Assert.NotEmpty(error.Message);
    }

    [Fact]
    public async Task Limits_say_how_long_to_wait()
    {
        await using var server = await Server.StartAsync();
        var reset = DateTimeOffset.UtcNow.AddMinutes(10).ToUnixTimeSeconds();
        server.On(Path, 403, """{"message":"API rate limit exceeded"}""",
                ("X-RateLimit-Limit", "5000"), ("X-RateLimit-Remaining", "0"), ("X-RateLimit-Reset", $"{reset}"))
            .On(Path, 403, """{"message":"abuse detection"}""", ("Retry-After", "17"));
        var client = server.Client();

        var used = await Assert.ThrowsAsync<RateLimitExceededException>(() => client.Repository.Get("acme", "shop"));
        var abuse = await Assert.ThrowsAsync<AbuseException>(() => client.Repository.Get("acme", "shop"));

        Assert.Equal(5000, used.Limit);
        Assert.InRange(used.GetRetryAfterTimeSpan(), TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(11));
        Assert.Equal(17, abuse.RetryAfterSeconds);
        Assert.Equal("17", abuse.HttpResponse!.Headers["Retry-After"]);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_costs_the_timeout_only()
    {
        using var silent = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var client = new GitHubClient(new ProductHeaderValue("tests"), new Uri($"http://{silent.LocalEndpoint}"));
        client.SetRequestTimeout(TimeSpan.FromMilliseconds(200));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.Repository.Get("acme", "shop"));
    }
}
