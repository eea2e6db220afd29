using SlackClaudeBot.EndToEnd.Drivers;
using SlackClaudeBot.Playground.Faults;
using SlackClaudeBot.Slack.Buttons;
using SlackClaudeBot.Testing;

namespace SlackClaudeBot.EndToEnd.Faults;

/// <summary>GitHub is busy, broken, or does what it was asked and its answer is lost.</summary>
[Trait("Category", "Faults")]
public sealed class GitHubFaultTests
{
    [FactWith(Need.Docker)]
    public async Task Refusals_failures_and_lost_answers_result_in_one_branch_and_one_pull_request()
    {
        await using var world = await World.StartAsync(SmallFix.Model());
        var faults = world.GitHub.Faults;
        faults.Next("git.upload-pack", Fault.ServerError(502));
        faults.Next("git.receive-pack", Fault.ServerError(502));
        faults.Next("git.receive-pack", new Fault.DropAfter());
        faults.Next("pulls.create", Fault.SecondaryRateLimit());
        faults.Next("pulls.create", Fault.ServerError(502));
        faults.Next("pulls.create", new Fault.DropAfter());

        var task = await world.FixAsync(SmallFix.Command);
        await task.ClickAsync(await task.ReviewAsync(attempt: 1), ActionIds.Approve);
        await task.PullRequestAsync("acme/shop");
        await task.CompletesAsync();

        Assert.Single(world.GitHub.PullRequests);
        Assert.Single(await world.GitHub.Find("acme", "shop")!.Git.BranchesAsync(), b => b.Key != "main");
        Assert.All(["git.upload-pack", "git.receive-pack", "pulls.create"], o => Assert.Equal(0, faults.Pending(o)));
        Assert.Empty(world.GitHub.Requests.Refused);
    }
}
