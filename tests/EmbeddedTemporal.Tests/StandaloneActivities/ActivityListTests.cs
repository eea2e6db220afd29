using EmbeddedTemporal.Tests.Driving;
using Google.Protobuf;
using Grpc.Core;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;

namespace EmbeddedTemporal.Tests.StandaloneActivities;

public sealed class ActivityListTests
{
    [Fact]
    public async Task Activities_are_found_by_their_fields_and_search_attributes()
    {
        await using var service = await TestService.StartAsync(options => options with { SearchAttributes = new Dictionary<string, IndexedValueType> { ["Customer"] = IndexedValueType.Keyword } });
        var driver = new ActivityDriver(service.Client);
        await driver.StartAsync(id: "done");
        await driver.CompleteAsync(await driver.TakeAsync());
        await driver.StartAsync(r => r.ScheduleToStartTimeout = ActivityDriver.Seconds(0.001), id: "late");
        await driver.OutcomeAsync("late");
        await driver.StartAsync(r => r.SearchAttributes = new SearchAttributes { IndexedFields = { ["Customer"] = new Payload { Data = ByteString.CopyFromUtf8("\"acme\"") } } }, id: "open");

        Assert.Equal(["open", "late", "done"], await driver.ListAsync());
        Assert.Equal(["open"], await driver.ListAsync("ExecutionStatus = 'Running'"));
        Assert.Equal(["late"], await driver.ListAsync("ExecutionStatus = 'TimedOut'"));
        Assert.Equal(["open"], await driver.ListAsync("Customer = 'acme'"));
        Assert.Equal(["late", "done"], await driver.ListAsync("Customer IS NULL AND TaskQueue = 'queue' AND ActivityType = 'Test'"));
        Assert.Equal(["done"], await driver.ListAsync("ActivityId STARTS_WITH 'do' AND CloseTime IS NOT NULL"));
        var counted = await driver.CountAsync("GROUP BY ExecutionStatus");
        Assert.Equal((3, 1), (counted.Count, (await driver.CountAsync("ExecutionStatus = 'Completed'")).Count));
        Assert.Equal(["\"Running\" 1", "\"Completed\" 1", "\"TimedOut\" 1"], counted.Groups.Select(g => $"{g.GroupValues[0].Data.ToStringUtf8()} {g.Count}"));
        var shown = (await driver.PageAsync("ActivityId = 'open'", 0, ByteString.Empty)).Executions.Single();
        Assert.Equal(("Test", "queue", ActivityExecutionStatus.Running, "Customer"), (shown.ActivityType.Name, shown.TaskQueue, shown.Status, shown.SearchAttributes.IndexedFields.Keys.Single()));
        var refusal = await Assert.ThrowsAsync<RpcException>(() => driver.ListAsync("WorkflowId = 'a'"));
        Assert.Equal("invalid query: invalid expression: column name 'WorkflowId' is not a valid search attribute", refusal.Status.Detail);
        Assert.Empty((await service.Client.CallAsync<Temporalio.Api.WorkflowService.V1.ListWorkflowExecutionsResponse>(
            new Temporalio.Api.WorkflowService.V1.ListWorkflowExecutionsRequest { Namespace = TestService.Namespace })).Executions);
    }

    [Fact]
    public async Task Pages_miss_and_repeat_nothing_while_activities_start_and_end()
    {
        await using var service = await TestService.StartAsync();
        var driver = new ActivityDriver(service.Client);
        foreach (var number in Enumerable.Range(1, 6))
        {
            await driver.StartAsync(id: $"{number}");
        }

        var (found, token) = (new List<string>(), ByteString.Empty);
        do
        {
            var page = await driver.PageAsync("", 2, token);
            found.AddRange(page.Executions.Select(e => e.ActivityId));
            token = page.NextPageToken;
            await driver.StartAsync(id: $"later-{found.Count}");
            await driver.CompleteAsync(await driver.TakeAsync());
        }
        while (!token.IsEmpty);

        Assert.Equal(["6", "5", "4", "3", "2", "1"], found);
        Assert.Equal("Invalid NextPageToken.", (await Assert.ThrowsAsync<RpcException>(() => driver.PageAsync("", 2, ByteString.CopyFromUtf8("x")))).Status.Detail);
    }
}
