using SlackClaudeBot.EndToEnd.Drivers;
using SlackClaudeBot.Playground.Slack.Delivery;
using SlackClaudeBot.Slack.Buttons;
using SlackClaudeBot.Testing;

namespace SlackClaudeBot.EndToEnd.Faults;

/// <summary>Slack delivers what it delivered before: at once, late, and after all is over.</summary>
[Trait("Category", "Faults")]
public sealed class DeliveryTests
{
    [FactWith(Need.Docker)]
    public async Task A_command_a_reply_a_form_and_a_click_count_once_however_often_they_are_delivered()
    {
        await using var world = await World.StartAsync(SmallFix.Model());

        var command = await world.Slack.CommandAsync(world.Slack.You, "fix " + SmallFix.Command);
        await RepeatAsync(world, command.Request);
        var task = await world.TaskOfAsync(command);
        await task.ReviewAsync(attempt: 1);
        task.Say("Once more, please");
        var reply = await world.Slack.Bot.WaitForDeliveryAsync(d => d.Request.Body.Contains("Once more, please", StringComparison.Ordinal), World.Patience);
        await RepeatAsync(world, reply.Request);
        var form = await task.RejectAsync(await task.ReviewAsync(attempt: 2), "And once more");
        await RepeatAsync(world, form.Request!);
        var click = await task.ClickAsync(await task.ReviewAsync(attempt: 3), ActionIds.Approve);
        await RepeatAsync(world, click.Request);
        await task.PullRequestAsync("acme/shop");
        await task.CompletesAsync();
        var run = await RunIdAsync(world, task);

        // Late, to a program that remembers no delivery any more.
        await world.KillAndRestartBotAsync();
        foreach (var late in new[] { click.Request, form.Request!, reply.Request, command.Request })
        {
            await RepeatAsync(world, late);
        }

        await world.Slack.WhenDeliveredAsync();

        // The effects of a second run are idempotent, so it might not be visible.
        Assert.Equal(run, await RunIdAsync(world, task));
        Assert.Single(world.Slack.RootMessages(task.Root.Channel), m => m.BotId is not null);
        Assert.Equal(3, task.Summaries.Count);
        Assert.Equal(task.Keys.Distinct(), task.Keys);
        Assert.Single(world.GitHub.PullRequests);
        Assert.Single(await world.GitHub.Find("acme", "shop")!.Git.BranchesAsync(), b => b.Key != "main");
        Assert.Equal(3, world.Model.MainRequests.Max(r => r.Conversation.Prompts.Count));
    }

    [FactWith(Need.Docker)]
    public async Task Signals_out_of_order_are_kept_or_ignored_and_decide_nothing_else()
    {
        var model = new ModelHold();
        var said = new TaskCompletionSource();
        var working = model.WaitsAtAsync(SmallFix.Work, said.Task);
        await using var world = await World.StartAsync(SmallFix.Model(model.Instead));
        var late = new LateRequests(world);

        // Two replies, the second one first.
        var task = await world.FixAsync(SmallFix.Command);
        await world.WaitAsync(working);
        late.Keep("Said first.");
        task.Say("Said first.");
        task.Say("Said second.");
        await late.DeliveredAsync("Said second.");
        await late.ArriveAsync("Said first.");
        said.SetResult();

        // The approval of an attempt, after the next one is there.
        var first = await task.ReviewAsync(attempt: 1);
        late.Keep(ActionIds.Approve);
        var approval = world.Slack.ClickAsync(world.Slack.You, first, ActionIds.Approve);
        await task.RejectAsync(first, "Once more, please");
        var second = await task.ReviewAsync(attempt: 2);
        await late.ArriveAsync(ActionIds.Approve);
        Assert.True((await approval).Answer.IsAcknowledged);
        await RepeatAsync(world, (await approval).Request);
        await world.Slack.WaitForMessageAsync(m => m.EphemeralFor == world.Slack.You.Id && m.VisibleText.Contains("Already decided", StringComparison.Ordinal), World.Patience);
        Assert.True((await task.ReviewAsync(attempt: 2)).HasAction(ActionIds.Approve));
        Assert.Empty(world.GitHub.PullRequests);

        // A reply that an approval overtakes: it changes nothing any more.
        late.Keep("Said before the approval.");
        task.Say("Said before the approval.");
        await task.ClickAsync(second, ActionIds.Approve);
        await task.PullRequestAsync("acme/shop");
        await task.CompletesAsync();
        var reply = await late.ArriveAsync("Said before the approval.");
        await RepeatAsync(world, reply.Request);
        await world.Slack.WhenDeliveredAsync();

        var prompt = world.Model.MainRequests[^1].Conversation.Prompt;
        Assert.All(["Said first.", "Said second."], text => Assert.Equal(2, prompt.Split(text).Length));
        Assert.Equal(2, task.Summaries.Count);
        Assert.Equal(task.Keys.Distinct(), task.Keys);
        Assert.Single(world.GitHub.PullRequests);
        Assert.Equal(2, world.Model.MainRequests.Max(r => r.Conversation.Prompts.Count));
        Assert.Empty(world.Slack.ProtocolErrors);
    }

    [FactWith(Need.Docker)]
    public async Task A_click_after_the_end_is_answered_with_that_and_starts_nothing()
    {
        await using var world = await World.StartAsync(SmallFix.Model());
        var task = await world.FixAsync(SmallFix.Command);
        var (card, review) = (task.Root, await task.ReviewAsync(attempt: 1));
        await task.ClickAsync(review, ActionIds.Reject, world.Slack.Colleague);
        var form = await world.WaitAsync(() => world.Slack.WaitForViewAsync(world.Slack.Colleague, World.Patience));
        await task.ClickAsync(review, ActionIds.Approve);
        await task.CompletesAsync();
        var (asked, thread) = (world.Model.Requests.Count, task.Thread.Count);

        foreach (var (seen, button) in new[] { (review, ActionIds.Approve), (review, ActionIds.Reject), (card, ActionIds.Cancel) })
        {
            var click = await world.Slack.ClickAsync(world.Slack.Colleague, seen, button);
            Assert.True(click.Answer.IsAcknowledged);
            await RepeatAsync(world, click.Request);
        }

        var submitted = await world.Slack.SubmitAsync(form, new Dictionary<string, string> { [ActionIds.Feedback] = "Once more, please" });
        Assert.Contains("ended", submitted.Errors[ActionIds.Feedback], StringComparison.Ordinal);
        await RepeatAsync(world, submitted.Request!);

        foreach (var (command, says) in new[] { ("approve", "completed"), ("reject", "completed"), ("cancel", "ended") })
        {
            var answer = await world.Slack.CommandAsync(world.Slack.You, $"{command} {task.Id}");
            Assert.Contains(says, answer.Answer.Body, StringComparison.OrdinalIgnoreCase);
        }

        var reply = task.Say("And one more thing");
        await world.Slack.WhenDeliveredAsync();

        var told = world.Slack.Messages.Where(m => m.EphemeralFor == world.Slack.Colleague.Id).ToList();
        Assert.NotEmpty(told);
        Assert.All(told, m => Assert.Contains("ended", m.VisibleText, StringComparison.Ordinal));
        Assert.Equal(form.Id, Assert.Single(world.Slack.Views).Id);
        Assert.Empty(world.Slack.Find(reply.Channel, reply.Ts)!.Reactions);
        Assert.Equal(thread + 1, task.Thread.Count(m => m.EphemeralFor is null));
        Assert.Equal(asked, world.Model.Requests.Count);
        Assert.Single(world.Slack.RootMessages(task.Root.Channel), m => m.BotId is not null);
        Assert.Single(world.GitHub.PullRequests);
        Assert.Contains("completed", task.Root.VisibleText, StringComparison.OrdinalIgnoreCase);
    }

    private static async Task<string> RunIdAsync(World world, SlackTask task) => (await (await world.WorkflowAsync(task.WorkflowId)).DescribeAsync()).RunId;

    /// <summary>Three times at once, and each is taken.</summary>
    private static async Task RepeatAsync(World world, BotRequest request)
    {
        var answers = await Task.WhenAll(Enumerable.Range(1, 3).Select(retry => world.Slack.Bot.SendAsync(request, retry)));
        Assert.All(answers, answer => Assert.True(answer.IsAcknowledged, $"{answer}\n{world.Bot.Log}"));
    }
}
