using EmbeddedTemporal;
using SlackClaudeBot.Workflows.Contracts;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using Temporalio.Client;
using Temporalio.Exceptions;

namespace SlackClaudeBot.Tasks.Tests;

/// <summary>Tasks are found by their search attributes in a real service, without a worker.</summary>
public sealed class TaskListTests : IAsyncLifetime
{
    /// <summary>A busy machine takes longer than people may wait.</summary>
    private static readonly TaskTimeouts _patient = new(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));

    private EmbeddedTemporalServer _service = null!;
    private TemporalClient _temporal = null!;
    private TaskClient _tasks = null!;

    public async ValueTask InitializeAsync()
    {
        _service = await EmbeddedTemporalServer.StartAsync(new EmbeddedTemporalOptions { Port = 0, SearchAttributes = TaskSearchAttributes.Types });
        _temporal = TemporalClient.CreateLazy(new(_service.Address));
        _tasks = new TaskClient(_temporal, new TemporalOptions()) { Timeouts = _patient };
    }

    public async ValueTask DisposeAsync() => await _service.DisposeAsync();

    [Fact]
    public async Task Thousands_of_tasks_of_other_channels_hide_none_of_a_channel()
    {
        await StartAsync("C1", 1);
        await Parallel.ForEachAsync(Enumerable.Range(100, 3000), new ParallelOptions { MaxDegreeOfParallelism = 50 }, async (number, _) => await StartAsync("C2", number));

        var listed = Assert.Single(await _tasks.ListAsync(new("C1"), 10, default));

        Assert.Equal((Id(1), "fix-0000000001", "Task 1", WorkStatus.Pending, "U1"), (listed.TaskId, listed.WorkflowId, listed.Title, listed.Status!.Value, listed.Requester));
        Assert.Equal(["acme/shop", "acme/notifier"], listed.Repositories);
        Assert.True(listed.IsOpen);
        Assert.Equal(100, (await _tasks.ListAsync(new("C2"), 100, default)).Count);
    }

    [Fact]
    public async Task A_list_is_of_a_channel_of_open_tasks_or_of_those_in_a_state_and_begins_with_the_latest_open_one()
    {
        for (var number = 1; number <= 4; number++)
        {
            await StartAsync("C1", number);
        }

        await _temporal.GetWorkflowHandle("fix-0000000004").TerminateAsync();
        await _temporal.StartWorkflowAsync("BugFixWorkflow", [], new("fix-0000000005", "nobody")
        {
            TypedSearchAttributes = new Temporalio.Common.SearchAttributeCollection.Builder()
                .Set(TaskSearchAttributes.Channel, "C1").Set(TaskSearchAttributes.Status, WorkStatus.AwaitingApproval.WireName()).ToSearchAttributeCollection(),
            Memo = new Dictionary<string, object> { [TaskMemo.Shown] = new Projection("C1/17.1") },
        });

        Assert.Equal([5, 3, 2, 1, 4], await ListAsync(new("C1")));
        Assert.Equal([5, 3, 2, 1], await ListAsync(new("C1") { OpenOnly = true }));
        Assert.Equal([5], await ListAsync(new("C1") { Status = WorkStatus.AwaitingApproval }));
        Assert.Equal(new Projection("C1/17.1"), Assert.Single(await _tasks.ListAsync(new("C1"), 1, default)).Shown);

        // It was terminated in Temporal, so it could not say how it ended.
        Assert.Null((await _tasks.ListAsync(new("C1"), 10, default))[^1].Status);
    }

    [Theory]
    [InlineData("C1' OR TaskChannel != '")]
    [InlineData("C1\\' OR 1 = 1 --")]
    [InlineData("'")]
    [InlineData("\\")]
    public async Task A_hostile_channel_is_a_channel_without_tasks(string channel)
    {
        await StartAsync("C1", 1);

        Assert.Empty(await _tasks.ListAsync(new(channel), 10, default));
    }

    [Fact]
    public async Task Without_search_attributes_a_start_and_a_list_say_how_to_create_them()
    {
        await _temporal.WorkflowService.RegisterNamespaceAsync(new() { Namespace = "bare", WorkflowExecutionRetentionPeriod = new() { Seconds = 86400 } });
        var tasks = new TaskClient(TemporalClient.CreateLazy(new(_service.Address) { Namespace = "bare" }), new TemporalOptions { Namespace = "bare" }) { Timeouts = _patient };

        var start = await Assert.ThrowsAsync<MissingSearchAttributesException>(() => tasks.StartAsync(Request("C1", 1), default));
        var list = await Assert.ThrowsAsync<MissingSearchAttributesException>(() => tasks.ListAsync(new("C1"), 10, default));

        Assert.All([start, list], e => Assert.Contains(
            "temporal operator search-attribute create --namespace bare --name TaskKind --type Keyword --name TaskStatus --type Keyword", e.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_call_is_bounded_in_time()
    {
        using var silent = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        silent.Start();
        var tasks = new TaskClient(TemporalClient.CreateLazy(new(silent.LocalEndpoint.ToString()!)), new TemporalOptions());

        await Assert.ThrowsAnyAsync<RpcException>(() => tasks.ListAsync(new("C1"), 10, default));
    }

    [Fact]
    public async Task A_service_that_is_down_is_a_failed_call_and_no_other_failure()
    {
        var tasks = new TaskClient(TemporalClient.CreateLazy(new("127.0.0.1:1")), new TemporalOptions()) { Timeouts = _patient };

        Assert.Equal(RpcException.StatusCode.Unavailable, (await Assert.ThrowsAsync<RpcException>(() => tasks.StartAsync(Request("C1", 1), default))).Code);
    }

    private static TaskId Id(int number) => new($"{number:0000000000}");

    private static TaskRequest Request(string channel, int number) => new()
    {
        TaskId = Id(number),
        Kind = TaskKinds.BugFix.Name,
        Title = $"Task {number}",
        Repositories = [new RepositoryRef("acme", "shop"), new RepositoryRef("acme", "notifier")],
        Channel = channel,
        Requester = "U1",
    };

    private Task StartAsync(string channel, int number) => _tasks.StartAsync(Request(channel, number), default);

    private async Task<IEnumerable<int>> ListAsync(TaskQuery query) =>
        (await _tasks.ListAsync(query, 10, default)).Select(task => int.Parse(task.TaskId, System.Globalization.CultureInfo.InvariantCulture));
}
