using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.DependencyInjection;
using SlackClaudeBot.GitHub.Auth;
using SlackClaudeBot.Workflows.Contracts.PullRequests;

namespace SlackClaudeBot.GitHub.Tests.Auth;

public class GitHubOptionsTests
{
    [Fact]
    public void A_token_is_enough() => Assert.Empty(Errors(new GitHubOptions { Token = "t" }));

    [Fact]
    public void Without_token_and_app_it_says_what_to_set() =>
        Assert.Contains("neither are GITHUB_APP_ID", Assert.Single(Errors(new GitHubOptions())), StringComparison.Ordinal);

    [Fact]
    public void An_incomplete_GitHub_App_is_not_used() =>
        Assert.Contains("set both or neither", Assert.Single(Errors(new GitHubOptions { AppId = "1" })), StringComparison.Ordinal);

    [Fact]
    public void A_broken_key_is_found_before_it_is_needed() =>
        Assert.Contains("must be an RSA private key", Assert.Single(Errors(new GitHubOptions { AppId = "1", AppPrivateKey = "x" })), StringComparison.Ordinal);

    [Theory]
    [InlineData("ftp:/x")]
    [InlineData("github.com")]
    public void An_invalid_address_is_found(string url) =>
        Assert.Equal(2, Errors(new GitHubOptions { Token = "t", Url = url, ApiUrl = url }).Count);

    [Theory]
    [InlineData("https://github.example.com", "https://api.github.com", 1)]
    [InlineData("https://github.com", "https://github.example.com/api/v3", 1)]
    [InlineData("https://github.example.com", "https://github.example.com/api/v3", 0)]
    [InlineData("https://acme.ghe.com", "https://api.acme.ghe.com", 0)]
    public void A_token_goes_to_one_server_alone(string url, string apiUrl, int errors) =>
        Assert.Equal(errors, Errors(new GitHubOptions { Token = "t", Url = url, ApiUrl = apiUrl }).Count(e => e.Contains("same server", StringComparison.Ordinal)));

    [Fact]
    public void The_activities_are_registered()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(new GitHubOptions { Token = "t" });
        using var provider = services.AddGitHub().BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });

        Assert.NotNull(provider.GetRequiredService<IPullRequestActivities>());
        Assert.IsType<StaticTokens>(provider.GetRequiredService<IGitHubTokens>());
    }

    private static List<string> Errors(GitHubOptions options)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true);
        return [.. results.Select(r => r.ErrorMessage!)];
    }
}
