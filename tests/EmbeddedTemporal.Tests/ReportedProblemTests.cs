using EmbeddedTemporal.Tests.Driving;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Tests;

/// <summary>Runs whose workflow tasks fail again and again are found by a search attribute.</summary>
public sealed class ReportedProblemTests
{
    [Fact]
    public async Task Five_problems_in_a_row_are_reported_until_a_task_completes()
    {
        var clock = new AdjustableClock();
        await using var service = await TestService.StartAsync(clock);
        await service.StartWorkflowAsync("w");
        var task = await service.PollWorkflowTaskAsync();
        await service.Client.CallAsync(new RespondWorkflowTaskFailedRequest { Namespace = TestService.Namespace, TaskToken = task.TaskToken, Cause = WorkflowTaskFailedCause.NonDeterministicError });

        // Failures of the attempts that follow are ignored: they time out.
        for (var attempt = 2; attempt <= 5; attempt++)
        {
            Assert.Empty(await FoundAsync(service));
            Assert.Equal(attempt, (await service.PollWorkflowTaskAsync()).Attempt);
            clock.Pass(TimeSpan.FromMinutes(10));
        }

        Assert.Equal(["w"], await FoundAsync(service));
        await service.RestartAsync();
        Assert.Equal(["w"], await FoundAsync(service));
        var problems = (await service.DescribeAsync("w")).WorkflowExecutionInfo.SearchAttributes.IndexedFields["TemporalReportedProblems"];
        Assert.Equal("""["category=WorkflowTaskFailed","cause=WorkflowTaskFailedCauseNonDeterministicError"]""", problems.Data.ToStringUtf8());
        await service.CompleteAsync(await service.PollWorkflowTaskAsync(), Commands.Timer("t", TimeSpan.FromHours(1)));
        Assert.Empty(await FoundAsync(service));
        Assert.False((await service.DescribeAsync("w")).WorkflowExecutionInfo.SearchAttributes.IndexedFields.ContainsKey("TemporalReportedProblems"));
    }

    [Fact]
    public async Task Timeouts_in_a_row_are_reported_as_such()
    {
        var clock = new AdjustableClock();
        await using var service = await TestService.StartAsync(clock);
        await service.StartWorkflowAsync("w");
        for (var attempt = 1; attempt <= 5; attempt++)
        {
            await service.PollWorkflowTaskAsync();
            clock.Pass(TimeSpan.FromMinutes(10));
        }

        Assert.Equal(["w"], await FoundAsync(service, "TemporalReportedProblems IN ('category=WorkflowTaskTimedOut') AND TemporalReportedProblems = 'cause=WorkflowTaskTimedOutCauseStartToClose'"));
    }

    private static async Task<List<string>> FoundAsync(TestService service, string query = "TemporalReportedProblems = 'cause=WorkflowTaskFailedCauseNonDeterministicError'")
    {
        // Lists show what is on disk.
        await service.Server.Service.SettleAsync();
        var found = await service.Client.CallAsync<ListWorkflowExecutionsResponse>(new ListWorkflowExecutionsRequest { Namespace = TestService.Namespace, Query = query });
        return [.. found.Executions.Select(e => e.Execution.WorkflowId)];
    }
}
