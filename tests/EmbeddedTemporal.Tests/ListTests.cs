using System.Globalization;
using EmbeddedTemporal.Tests.Driving;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Tests;

/// <summary>The workflows that lists and counts find: "first" was completed on the first day, "second" terminated on the second, "third" runs since the third.</summary>
public sealed class ListTests : IAsyncLifetime
{
    private readonly AdjustableClock _clock = new();
    private TestService _service = null!;

    public async ValueTask InitializeAsync()
    {
        _service = await TestService.StartAsync(_clock);
        await _service.StartWorkflowAsync("first", r => (r.WorkflowType.Name, r.TaskQueue.Name) = ("Fix", "queue"));
        await _service.CompleteAsync(await _service.PollWorkflowTaskAsync(), Commands.Complete());
        _clock.Pass(TimeSpan.FromDays(1));
        await _service.StartWorkflowAsync("second", r => (r.WorkflowType.Name, r.TaskQueue.Name) = ("Fix", "other"));
        await _service.Client.CallAsync(new TerminateWorkflowExecutionRequest { Namespace = TestService.Namespace, WorkflowExecution = new() { WorkflowId = "second" } });
        _clock.Pass(TimeSpan.FromDays(1));
        await _service.StartWorkflowAsync("third", r => (r.WorkflowType.Name, r.TaskQueue.Name) = ("Feature", "other"));
    }

    public async ValueTask DisposeAsync() => await _service.DisposeAsync();

    [Theory]
    [InlineData("", "third second first")]
    [InlineData("WorkflowId = 'second'", "second")]
    [InlineData("WorkflowId != 'second'", "third first")]
    [InlineData("WorkflowId > 'second'", "third")]
    [InlineData("WorkflowId >= 'second'", "third second")]
    [InlineData("WorkflowId < 'second'", "first")]
    [InlineData("WorkflowId <= 'second'", "second first")]
    [InlineData("WorkflowId IN ('first', 'third')", "third first")]
    [InlineData("WorkflowId NOT IN ('first', 'third')", "second")]
    [InlineData("WorkflowId STARTS_WITH 'f'", "first")]
    [InlineData("WorkflowId STARTS_WITH 'F'", "")]
    [InlineData("WorkflowId NOT STARTS_WITH 'f'", "third second")]
    [InlineData("WorkflowId BETWEEN 'g' AND 'sz'", "second")]
    [InlineData("WorkflowId NOT BETWEEN 'g' AND 'sz'", "third first")]
    [InlineData("WorkflowType = 'Fix' AND TaskQueue = 'other'", "second")]
    [InlineData("WorkflowType = 'Feature' OR TaskQueue = 'queue'", "third first")]
    [InlineData("NOT WorkflowType = 'Fix'", "third")]
    [InlineData("NOT (WorkflowType = 'Fix' AND TaskQueue = 'other')", "third first")]
    [InlineData("ExecutionStatus = 'Running'", "third")]
    [InlineData("ExecutionStatus IN ('Completed', 'Terminated')", "second first")]
    [InlineData("CloseTime IS NULL", "third")]
    [InlineData("CloseTime IS NOT NULL", "second first")]
    [InlineData("CloseTime < '{day2}'", "first")]
    [InlineData("NOT CloseTime < '{day2}'", "third second")]
    [InlineData("StartTime >= '{day2}'", "third second")]
    [InlineData("StartTime BETWEEN '{day2}' AND '{day3}'", "third second")]
    [InlineData("StartTime > '{day2}' AND StartTime <= '{day3}'", "third")]
    public async Task A_query_finds_the_matching_workflows(string query, string expected)
    {
        query = query.Replace("{day2}", Day(-1), StringComparison.Ordinal).Replace("{day3}", Day(0), StringComparison.Ordinal);
        var list = await _service.Client.CallAsync<ListWorkflowExecutionsResponse>(new ListWorkflowExecutionsRequest { Namespace = TestService.Namespace, Query = query });
        Assert.Equal(expected, string.Join(' ', list.Executions.Select(e => e.Execution.WorkflowId)));
        var count = await _service.Client.CallAsync<CountWorkflowExecutionsResponse>(new CountWorkflowExecutionsRequest { Namespace = TestService.Namespace, Query = query });
        Assert.Equal(list.Executions.Count, count.Count);
    }

    [Fact]
    public async Task Pages_hold_each_workflow_once()
    {
        var request = new ListWorkflowExecutionsRequest { Namespace = TestService.Namespace, PageSize = 1 };
        List<string> found = [];
        do
        {
            var page = await _service.Client.CallAsync<ListWorkflowExecutionsResponse>(request);
            found.AddRange(page.Executions.Select(e => e.Execution.WorkflowId));
            request.NextPageToken = page.NextPageToken;
        }
        while (!request.NextPageToken.IsEmpty);
        Assert.Equal(["third", "second", "first"], found);
    }

    [Fact]
    public async Task Counts_are_grouped_by_status()
    {
        var count = await _service.Client.CallAsync<CountWorkflowExecutionsResponse>(new CountWorkflowExecutionsRequest { Namespace = TestService.Namespace, Query = "GROUP BY ExecutionStatus" });
        Assert.Equal(["\"Completed\" 1", "\"Running\" 1", "\"Terminated\" 1"], count.Groups.Select(g => $"{g.GroupValues.Single().Data.ToStringUtf8()} {g.Count}").Order());
    }

    private string Day(int offset) => _clock.GetUtcNow().AddDays(offset).ToString("O", CultureInfo.InvariantCulture);
}
