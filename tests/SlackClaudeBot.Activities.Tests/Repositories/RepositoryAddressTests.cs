using System.ComponentModel.DataAnnotations;
using SlackClaudeBot.Activities.Repositories;
using SlackClaudeBot.GitHub.Auth;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using Temporalio.Exceptions;

namespace SlackClaudeBot.Activities.Tests.Repositories;

public sealed class RepositoryAddressTests
{
    private static readonly Uri _server = new("https://github.com");

    [Theory]
    [InlineData("acme/shop")]
    [InlineData("acme/.github")]
    [InlineData("alice_acme/shop")]
    public void Every_name_that_GitHub_gives_is_an_address(string name)
    {
        var address = RepositoryAddress.Require(_server, name);
        Assert.Equal((name, $"https://github.com/{name}.git"), (address.FullName, address.Url));
        Assert.True(RepositoryName.IsFullName(name));

        var owner = new GitHubOptions { Token = "t", Owner = address.Owner };
        Assert.True(Validator.TryValidateObject(owner, new ValidationContext(owner), [], validateAllProperties: true));
    }

    [Theory]
    [InlineData("acme/..")]
    [InlineData("acme/.")]
    [InlineData("../shop")]
    [InlineData("_acme/shop")]
    [InlineData("-acme/shop")]
    [InlineData("acme/-shop")]
    [InlineData("acme/shop/more")]
    public void Names_that_look_like_a_parent_folder_or_an_option_are_refused(string name)
    {
        Assert.Throws<ApplicationFailureException>(() => RepositoryAddress.Require(_server, name));
        Assert.False(RepositoryName.IsFullName(name));
    }
}
