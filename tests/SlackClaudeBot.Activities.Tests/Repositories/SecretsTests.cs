using System.Text;
using SlackClaudeBot.Activities.Repositories;
using Temporalio.Exceptions;

namespace SlackClaudeBot.Activities.Tests.Repositories;

/// <summary>During fetches and pushes the token is only in the environment of one git process.</summary>
[Trait("Category", "Hostile")]
public class SecretsTests
{
    [Fact]
    public async Task The_token_is_in_no_argument_file_or_log()
    {
        await using var world = await World.CreateAsync("acme/shop");
        var seen = new List<string>();
        world.Server.Before = _ =>
        {
            seen.AddRange(ArgumentsOfAllProcesses());
            return Task.FromResult(false);
        };

        var (cloned, changes) = await world.WorkAsync("acme/shop", folder => File.WriteAllText(Path.Combine(folder, "fix.txt"), "fixed"));
        await world.PushAsync(cloned, Assert.Single(changes.Repositories));

        Assert.Contains(seen, a => a.Contains("remote-http", StringComparison.Ordinal));
        Assert.All(Forms(world.Server.Token), form =>
        {
            Assert.DoesNotContain(seen, a => a.Contains(form, StringComparison.Ordinal));
            Assert.DoesNotContain(world.Logs.Lines, l => l.Contains(form, StringComparison.Ordinal));
            Assert.DoesNotContain(world.Server.Requests, r => r.Contains(form, StringComparison.Ordinal));
            Assert.DoesNotContain(FilesOf(world.Root), f => File.ReadAllText(f, Encoding.Latin1).Contains(form, StringComparison.Ordinal));
        });
    }

    [Fact]
    public async Task The_token_is_in_no_failure()
    {
        await using var world = await World.CreateAsync("acme/shop");
        var basic = GitEnvironment.BasicCredentials(world.Server.Token);
        var hook = Path.Combine(world.Remote("acme/shop"), "hooks", "pre-receive");
        await File.WriteAllTextAsync(hook, $"#!/bin/sh\necho 'rejected: {world.Server.Token} {basic} {Uri.EscapeDataString(world.Server.Token)}' >&2\nexit 1\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(hook, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        var (cloned, changes) = await world.WorkAsync("acme/shop", folder => File.WriteAllText(Path.Combine(folder, "fix.txt"), "fixed"));

        var failure = await Assert.ThrowsAsync<ApplicationFailureException>(() => world.PushAsync(cloned, Assert.Single(changes.Repositories)));

        Assert.Contains("***", failure.ToString(), StringComparison.Ordinal);
        Assert.All(Forms(world.Server.Token), form => Assert.DoesNotContain(form, failure.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_token_is_not_sent_where_a_redirect_leads()
    {
        await using var world = await World.CreateAsync("acme/shop");
        await using var other = await GitServer.StartAsync(world.Root);
        world.Server.Before = context =>
        {
            context.Response.Redirect($"{other.Address}acme/shop.git/info/refs?service=git-upload-pack", permanent: true);
            return Task.FromResult(true);
        };

        await Assert.ThrowsAsync<ApplicationFailureException>(() => world.CloneAsync("acme/shop"));

        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task Programs_in_the_machines_git_configuration_are_not_run()
    {
        await using var world = await World.CreateAsync("acme/shop");

        var environment = GitEnvironment.For(new GitCommand("version"));

        Assert.DoesNotContain("GITHUB_TOKEN", environment.Keys);
        Assert.Equal(("1", "/dev/null", "0", "none"), (environment["GIT_CONFIG_NOSYSTEM"], environment["GIT_CONFIG_GLOBAL"], environment["GIT_TERMINAL_PROMPT"], environment["GIT_ALLOW_PROTOCOL"]));
        var listed = await world.Git.RunAsync(new GitCommand("config", "--list", "--show-origin"), default);
        Assert.All(listed.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.StartsWith("command line:", line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("file:///etc")]
    [InlineData("ext::sh -c true")]
    [InlineData("ssh://127.0.0.1/x")]
    [InlineData("/etc")]
    public async Task Only_http_is_spoken_to_others(string url)
    {
        await using var world = await World.CreateAsync("acme/shop");

        var output = await world.Git.TryAsync(
            new GitCommand("ls-remote", "--", url) { Access = new GitAccess(world.Server.Address, world.Server.Token) }, default);

        Assert.Contains("not allowed", output.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Output_and_time_are_bounded()
    {
        await using var world = await World.CreateAsync("acme/shop");

        var long1 = await world.Git.TryAsync(new GitCommand("help", "-a") { MaxOutputBytes = 100 }, default);

        Assert.True(long1.Truncated);
        Assert.Equal(100, long1.Output.Length);
        using var silent = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        silent.Start();
        var hanging = new GitCommand("ls-remote", "--", $"http://{silent.LocalEndpoint}/x")
        {
            Access = new GitAccess(new Uri($"http://{silent.LocalEndpoint}/"), "t"),
            Timeout = TimeSpan.FromMilliseconds(300),
        };
        var error = await Assert.ThrowsAsync<GitException>(() => world.Git.TryAsync(hanging, default));
        Assert.Contains("timed out", error.Message, StringComparison.Ordinal);
    }

    private static string[] Forms(string token) =>
        [token, GitEnvironment.BasicCredentials(token), Convert.ToBase64String(Encoding.UTF8.GetBytes(token)), Uri.EscapeDataString(token)];

    private static IEnumerable<string> FilesOf(string root) =>
        Directory.EnumerateFiles(root, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint });

    private static List<string> ArgumentsOfAllProcesses()
    {
        var all = new List<string>();
        foreach (var process in Directory.EnumerateDirectories("/proc").Where(d => char.IsAsciiDigit(Path.GetFileName(d)[0])))
        {
            try
            {
                all.Add(File.ReadAllText(Path.Combine(process, "cmdline")).Replace('\0', ' '));
            }
            catch (IOException)
            {
                // It has ended since.
            }
        }

        return all;
    }
}
