using SlackClaudeBot.EndToEnd.Drivers;
using SlackClaudeBot.Slack.Buttons;
using SlackClaudeBot.Testing;

namespace SlackClaudeBot.EndToEnd.Faults;

/// <summary>The sandbox, or the engine it is in, goes away under a task.</summary>
[Trait("Category", "Faults")]
[Collection(Alone.Name)]
public sealed class SandboxFaultTests
{
    [FactWith(Need.Docker)]
    public async Task A_task_continues_in_another_container_if_its_own_is_removed_by_force()
    {
        var model = new ModelHold();
        var working = model.SilentAtAsync(SmallFix.LastWords);
        await using var world = await World.StartAsync(SmallFix.Model(model.Instead));

        var task = await world.FixAsync(SmallFix.Command);
        await working.WaitAsync(World.Patience);
        await DockerLeftovers.RemoveTaskAsync(task.Id);

        await EndsWithOnePullRequestAsync(world, task);
    }

    [FactWith(Need.Docker)]
    public async Task A_review_whose_container_is_gone_is_still_approved()
    {
        await using var world = await World.StartAsync(SmallFix.Model());

        var task = await world.FixAsync(SmallFix.Command);
        await task.ReviewAsync(attempt: 1);
        await DockerLeftovers.RemoveTaskAsync(task.Id);

        await EndsWithOnePullRequestAsync(world, task);
    }

    [FactWith(Need.Docker)]
    public async Task The_next_attempt_remembers_although_its_container_was_removed_by_force()
    {
        const string word = "xylophone";
        const string feedback = "Which instrument was it?";
        await using var world = await World.StartAsync(SmallFix.Model());

        var task = await world.FixAsync($"{SmallFix.Command} like a {word}");
        var review = await task.ReviewAsync(attempt: 1);
        await DockerLeftovers.RemoveTaskAsync(task.Id);
        await task.RejectAsync(review, feedback);
        await task.ReviewAsync(attempt: 2);

        Assert.Single(world.Model.MainRequests.Select(r => r.SessionId).Distinct());
        var asked = world.Model.MainRequests.First(r => r.Conversation.Prompt.Contains(feedback, StringComparison.Ordinal)).Conversation;
        Assert.DoesNotContain(word, asked.Prompt, StringComparison.Ordinal);
        Assert.Contains(word, asked.Prompts[0], StringComparison.Ordinal);
    }

    [FactWith(Need.Docker)]
    public async Task A_task_continues_when_the_restarted_engine_is_back()
    {
        var model = new ModelHold();
        var working = model.SilentAtAsync(SmallFix.LastWords);
        await using var engine = new DockerRelay();
        await using var world = await World.StartAsync(SmallFix.Model(model.Instead), s => s["DOCKER_HOST"] = engine.Address);

        var task = await world.FixAsync(SmallFix.Command);
        await working.WaitAsync(World.Patience);
        var missed = engine.CutAsync(refused: 2);
        await missed.WaitAsync(World.Patience);
        await task.RootSaysAsync("Waiting for the sandbox to answer");
        await DockerLeftovers.StopTaskAsync(task.Id);
        engine.Restore();

        await EndsWithOnePullRequestAsync(world, task);
    }

    [FactWith(Need.Docker, Need.DockerControl)]
    public async Task A_task_continues_its_session_after_the_engine_was_stopped_and_started()
    {
        var model = new ModelHold();
        var working = model.SilentAtAsync(SmallFix.LastWords);
        await using var world = await World.StartAsync(SmallFix.Model(model.Instead));

        var task = await world.FixAsync(SmallFix.Command);
        await working.WaitAsync(World.Patience);
        await using (var outage = await EngineOutage.BeginAsync())
        {
            // It waits for the sandbox to answer, or knows that it is lost and waits for another one: the engine dies in steps.
            await task.RootSaysAsync("sandbox");
            await outage.EndAsync();
        }

        await EndsWithOnePullRequestAsync(world, task);
        Assert.Single(world.Model.MainRequests.Select(r => r.SessionId).Distinct());
    }

    private static async Task EndsWithOnePullRequestAsync(World world, SlackTask task)
    {
        await task.ClickAsync(await task.ReviewAsync(attempt: 1), ActionIds.Approve);
        await task.PullRequestAsync("acme/shop");
        await task.CompletesAsync();

        Assert.Single(world.GitHub.PullRequests);
        Assert.Single(task.Summaries);
        Assert.Empty(await DockerLeftovers.OfTaskAsync(task.Id));
    }
}
