using SlackClaudeBot.Workflows.Contracts;
using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Workflows.Tests.Scenarios;

/// <summary>A task's search attributes and memo follow its progress, so lists need no worker.</summary>
public sealed class SearchTests
{
    [Fact]
    public async Task Status_cost_and_place_are_found_without_asking_the_workflow()
    {
        await using var scenario = await TaskScenario.StartAsync();
        await scenario.ReviewAsync();

        var waiting = await scenario.DescribeAsync();
        Assert.Equal(WorkStatus.AwaitingApproval.WireName(), waiting.TypedSearchAttributes.Get(TaskSearchAttributes.Status));
        Assert.Equal(0.25, waiting.TypedSearchAttributes.Get(TaskSearchAttributes.CostUsd));
        Assert.Equal(ScriptedActivities.Shown, await waiting.Memo[TaskMemo.Shown].ToValueAsync<Projection>());

        await scenario.ApproveAsync();
        await scenario.EndAsync();
        Assert.Equal(WorkStatus.Completed.WireName(), (await scenario.DescribeAsync()).TypedSearchAttributes.Get(TaskSearchAttributes.Status));
    }
}
