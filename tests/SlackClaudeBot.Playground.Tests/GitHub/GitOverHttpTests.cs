using System.Diagnostics;
using System.Text;
using SlackClaudeBot.Playground.Faults;

namespace SlackClaudeBot.Playground.Tests.GitHub;

/// <summary>Real git against the local GitHub.</summary>
public sealed class GitOverHttpTests : IAsyncLifetime
{
    private readonly PlaygroundFixture _playground = new();

    public ValueTask InitializeAsync() => _playground.InitializeAsync();

    public ValueTask DisposeAsync() => _playground.DisposeAsync();

    [Fact]
    public async Task Anybody_may_clone_a_public_repository()
    {
        var folder = _playground.NewFolder();
        var (exitCode, error) = await GitAsync(folder, null, "clone", "--quiet", Remote("acme/shop"), "clone");
        Assert.True(exitCode == 0, error);
        Assert.Contains("Checkout crashes on an empty cart", await File.ReadAllTextAsync(Path.Combine(folder, "clone", "README.md")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_push_needs_the_token()
    {
        var clone = await CloneWithCommitAsync();
        var (refused, _) = await GitAsync(clone, null, "push", "--quiet", "origin", "HEAD:refs/heads/fix");
        Assert.NotEqual(0, refused);
        var (wrong, _) = await GitAsync(clone, "ghp_wrong", "push", "--quiet", "origin", "HEAD:refs/heads/fix");
        Assert.NotEqual(0, wrong);
        Assert.DoesNotContain("fix", (await Shop.Git.BranchesAsync()).Keys);

        var (accepted, error) = await GitAsync(clone, _playground.Server.GitHubToken, "push", "--quiet", "origin", "HEAD:refs/heads/fix");
        Assert.True(accepted == 0, error);
        Assert.Contains("fix", (await Shop.Git.BranchesAsync()).Keys);
    }

    [Fact]
    public async Task A_large_push_comes_in_chunks_and_compressed()
    {
        var clone = await CloneWithCommitAsync();
        // More than http.postBuffer (1 MB), so that git sends it in chunks; random, so that it cannot be made smaller.
        var content = new byte[3 * 1024 * 1024];
        new Random(1).NextBytes(content);
        await File.WriteAllBytesAsync(Path.Combine(clone, "large.bin"), content);
        await CommitAllAsync(clone);
        var (exitCode, error) = await GitAsync(clone, _playground.Server.GitHubToken, "push", "--quiet", "origin", "HEAD:refs/heads/large");
        Assert.True(exitCode == 0, error);
        Assert.NotNull(await Shop.Git.TipAsync("large"));
    }

    [Fact]
    public async Task A_push_can_be_accepted_and_its_answer_lost()
    {
        _playground.Server.GitHub.Faults.Next("git.receive-pack", new Fault.DropAfter());
        var clone = await CloneWithCommitAsync();
        var (exitCode, _) = await GitAsync(clone, _playground.Server.GitHubToken, "push", "--quiet", "origin", "HEAD:refs/heads/lost");
        Assert.NotEqual(0, exitCode);
        Assert.NotNull(await Shop.Git.TipAsync("lost"));
    }

    [Theory]
    [InlineData("acme/none")]
    [InlineData("acme/..%2f..%2fetc")]
    [InlineData("-acme/shop")]
    public async Task Other_paths_are_not_found(string repository)
    {
        var (exitCode, error) = await GitAsync(_playground.NewFolder(), null, "ls-remote", Remote(repository));
        Assert.NotEqual(0, exitCode);
        Assert.Contains("not found", error, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task The_demo_tests_pass_and_show_the_bug_when_one_is_added()
    {
        var clone = await CloneAsync();
        Assert.Equal(0, (await RunAsync("node", clone, null, "--test")).ExitCode);

        await File.AppendAllTextAsync(
            Path.Combine(clone, "test", "checkout.test.js"),
            "test('an empty cart costs nothing', () => assert.deepEqual(checkout(new Cart()), { lines: [], subtotal: 0, shipping: 0, tax: 0, total: 0 }));\n");
        Assert.NotEqual(0, (await RunAsync("node", clone, null, "--test")).ExitCode);

        var checkout = Path.Combine(clone, "src", "checkout.js");
        var source = await File.ReadAllTextAsync(checkout);
        await File.WriteAllTextAsync(checkout, source
            .Replace("(sum, amount) => sum + amount)", "(sum, amount) => sum + amount, 0)", StringComparison.Ordinal)
            .Replace("subtotal >= FREE_SHIPPING_FROM ?", "lines.length === 0 || subtotal >= FREE_SHIPPING_FROM ?", StringComparison.Ordinal));
        var (exitCode, error) = await RunAsync("node", clone, null, "--test");
        Assert.True(exitCode == 0, error);
    }

    private Playground.GitHub.GitHubRepository Shop => _playground.Server.GitHub.Find("acme", "shop")!;

    private string Remote(string repository) => new Uri(_playground.Server.GitHubUrl, repository + ".git").AbsoluteUri;

    private async Task<string> CloneAsync()
    {
        var folder = _playground.NewFolder();
        var (exitCode, error) = await GitAsync(folder, null, "clone", "--quiet", Remote("acme/shop"), "clone");
        Assert.True(exitCode == 0, error);
        return Path.Combine(folder, "clone");
    }

    private async Task<string> CloneWithCommitAsync()
    {
        var clone = await CloneAsync();
        await File.WriteAllTextAsync(Path.Combine(clone, "new.txt"), "new\n");
        await CommitAllAsync(clone);
        return clone;
    }

    private static async Task CommitAllAsync(string clone)
    {
        Assert.Equal(0, (await GitAsync(clone, null, "add", "--all")).ExitCode);
        var (exitCode, error) = await GitAsync(clone, null, "-c", "user.name=Test", "-c", "user.email=test@localhost.invalid", "commit", "--quiet", "--message", "Change");
        Assert.True(exitCode == 0, error);
    }

    private static Task<(int ExitCode, string Error)> GitAsync(string folder, string? token, params string[] arguments) => RunAsync("git", folder, token, arguments);

    private static async Task<(int ExitCode, string Error)> RunAsync(string program, string folder, string? token, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["GIT_TERMINAL_PROMPT"] = "0";
        start.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        if (token is not null)
        {
            start.Environment["GIT_CONFIG_COUNT"] = "1";
            start.Environment["GIT_CONFIG_KEY_0"] = "http.extraHeader";
            start.Environment["GIT_CONFIG_VALUE_0"] = "Authorization: Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"x-access-token:{token}"));
        }

        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await error + await output);
    }
}
