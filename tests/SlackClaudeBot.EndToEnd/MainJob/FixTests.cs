using SlackClaudeBot.EndToEnd.Drivers;
using SlackClaudeBot.Playground.MessagesApi;
using SlackClaudeBot.Slack.Buttons;
using SlackClaudeBot.Testing;

namespace SlackClaudeBot.EndToEnd.MainJob;

/// <summary>The product's main job, from a slash command to a pull request.</summary>
[Trait("Category", "MainJob")]
public sealed class FixTests
{
    [FactWith(Need.Docker)]
    public async Task An_approved_fix_becomes_a_pull_request()
    {
        await using var world = await World.StartAsync();

        var task = await world.FixAsync("acme/shop Checkout crashes on an empty cart");
        var review = await task.ReviewAsync(attempt: 1);
        Assert.Contains("passed", review.VisibleText, StringComparison.OrdinalIgnoreCase);
        await task.ClickAsync(review, ActionIds.Approve);
        var pull = await task.PullRequestAsync("acme/shop");
        await task.CompletesAsync();

        Assert.Equal("main", pull.Base);
        Assert.Contains("Checkout crashes on an empty cart", pull.Title, StringComparison.Ordinal);
        Assert.Contains("cart", await Playground.GitHub.GitHubServer.DiffAsync(pull), StringComparison.Ordinal);
        var decided = Assert.Single(task.Summaries);
        Assert.Empty(decided.ActionIds);
        Assert.Contains(world.Slack.You.Id, decided.VisibleText, StringComparison.Ordinal);
        Assert.Empty(await DockerLeftovers.OfTaskAsync(task.Id));
        Assert.Empty(world.Slack.ProtocolErrors);
        Assert.Empty(world.Slack.Requests.Refused);
    }

    [FactWith(Need.Docker)]
    public async Task Feedback_in_the_thread_starts_the_next_attempt_in_the_same_session()
    {
        await using var world = await World.StartAsync();

        var task = await world.FixAsync("acme/shop Checkout crashes on an empty cart");
        var first = await task.ReviewAsync(attempt: 1);
        task.Say("Please say in the README what an empty cart costs");
        await task.ReplyAsync(m => m.VisibleText.Contains("feedback for attempt 2", StringComparison.OrdinalIgnoreCase));
        var second = await task.ReviewAsync(attempt: 2);
        await task.ClickAsync(second, ActionIds.Approve);
        await task.PullRequestAsync("acme/shop");
        await task.CompletesAsync();

        var sessions = world.Model.MainRequests.Select(r => r.SessionId).Distinct().ToList();
        Assert.Single(sessions);
        Assert.Contains(world.Model.MainRequests, r => r.Conversation.Prompts.Any(p => p.Contains("what an empty cart costs", StringComparison.Ordinal)));
        Assert.Equal(2, task.Summaries.Count);
        Assert.Contains("Reject", task.Summaries.Single(s => s.Ts == first.Ts).VisibleText, StringComparison.OrdinalIgnoreCase);
    }

    [FactWith(Need.Docker)]
    public async Task Over_Socket_Mode_a_fix_works_without_a_public_address()
    {
        await using var world = await World.CreateAsync(SmallFix.Model());
        world.Settings.Remove("SLACK_SIGNING_SECRET");
        world.Settings["SLACK_APP_TOKEN"] = world.Slack.Options.AppToken;
        await world.StartBotAsync();
        await world.WaitAsync(world.Slack.Bot.Sockets.WaitForConnectionAsync(World.Patience));

        var task = await world.FixAsync(SmallFix.Command);
        await task.RejectAsync(await task.ReviewAsync(attempt: 1), "Say it in the README too");
        await task.ReviewAsync(attempt: 2);
        task.Say("And in the changelog");
        await task.ClickAsync(await task.ReviewAsync(attempt: 3), ActionIds.Approve);
        await task.PullRequestAsync("acme/shop");
        await task.CompletesAsync();

        foreach (var said in new[] { "Say it in the README too", "And in the changelog" })
        {
            Assert.Contains(world.Model.MainRequests, r => r.Conversation.Prompts.Any(p => p.Contains(said, StringComparison.Ordinal)));
        }

        // A person whose permission could not be checked is refused.
        using var http = new HttpClient();
        using var unsigned = new FormUrlEncodedContent([]);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await http.PostAsync(new Uri(world.Bot.Address, "/slack/command"), unsigned)).StatusCode);
    }

    [FactWith(Need.Docker)]
    public async Task A_question_goes_to_the_thread_and_its_answer_back_to_the_agent()
    {
        await using var world = await World.StartAsync();

        var task = await world.FixAsync("acme/shop Should checkout refuse an empty cart?");
        await task.ReplyAsync(m => m.VisibleText.Contains("order of nothing", StringComparison.Ordinal));
        task.Say("An empty cart is an order of nothing.");
        var review = await task.ReviewAsync(attempt: 1);
        await task.ClickAsync(review, ActionIds.Approve);
        await task.PullRequestAsync("acme/shop");

        Assert.Single(world.Model.MainRequests.Select(r => r.SessionId).Distinct());
        Assert.Contains(world.Model.MainRequests, r => r.Conversation.Prompts.Any(p => p.Contains("order of nothing.", StringComparison.Ordinal)));
    }

    [FactWith(Need.Docker)]
    public async Task A_repository_that_did_not_change_gets_no_pull_request()
    {
        await using var world = await World.StartAsync();

        var task = await world.FixAsync("acme/shop,acme/notifier Checkout crashes on an empty cart");
        await task.ClickAsync(await task.ReviewAsync(attempt: 1), ActionIds.Approve);
        await task.PullRequestAsync("acme/shop");
        await task.CompletesAsync();

        Assert.Equal(["acme/shop"], world.GitHub.PullRequests.Select(p => p.Repository.FullName));
        var notifier = world.GitHub.Find("acme", "notifier")!;
        Assert.DoesNotContain(task.Branch, (await notifier.Git.BranchesAsync()).Keys);
    }

    [FactWith(Need.Docker)]
    public async Task Cancelling_while_the_agent_runs_leaves_nothing_behind()
    {
        var working = new TaskCompletionSource();
        await using var world = await World.StartAsync(new ScriptedModel(conversation =>
        {
            if (conversation.Step > 0)
            {
                working.TrySetResult();
            }

            return conversation.Step == 0
                ? ModelStep.Use("Bash", new { command = "git ls-files", description = "List the files" })
                : new ModelStep { Hangs = true };
        }));

        var task = await world.FixAsync("acme/shop Checkout crashes on an empty cart");
        await working.Task.WaitAsync(World.Patience);
        await task.ClickAsync(task.Root, ActionIds.Cancel);
        await task.EndsAsync("cancelled");

        Assert.Empty(await DockerLeftovers.OfTaskAsync(task.Id));
        Assert.DoesNotContain(task.Branch, (await world.GitHub.Find("acme", "shop")!.Git.BranchesAsync()).Keys);
        Assert.Empty(world.GitHub.PullRequests);
        Assert.Empty(task.Summaries);
    }

    [FactWith(Need.Docker)]
    public async Task Deciding_without_permission_is_refused_and_the_task_keeps_waiting()
    {
        await using var world = await World.StartAsync(settings: s => s["APPROVERS"] = "S0LEADS");

        var task = await world.FixAsync("acme/shop Checkout crashes on an empty cart");
        var review = await task.ReviewAsync(attempt: 1);
        await task.ClickAsync(review, ActionIds.Approve, world.Slack.You);
        await world.WaitAsync(() => world.Slack.WaitForMessageAsync(m => m.EphemeralFor == world.Slack.You.Id, World.Patience));

        Assert.Empty(world.GitHub.PullRequests);
        Assert.True((await task.ReviewAsync(attempt: 1)).HasAction(ActionIds.Approve));

        await task.ClickAsync(review, ActionIds.Approve, world.Slack.Colleague);
        await task.PullRequestAsync("acme/shop");
    }
}
