using EmbeddedTemporal.Tests.Driving;
using Google.Protobuf;
using Grpc.Core;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.OperatorService.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Tests;

/// <summary>Custom search attributes of every type, from their registration to the lists that find by them.</summary>
public sealed class SearchAttributeTests : IAsyncLifetime
{
    private static readonly Dictionary<string, IndexedValueType> _all = Enum.GetValues<IndexedValueType>().Where(t => t != IndexedValueType.Unspecified).ToDictionary(t => $"My{t}");

    private TestService _service = null!;

    public async ValueTask InitializeAsync()
    {
        _service = await TestService.StartAsync();
        await AddAsync(_all);
    }

    public async ValueTask DisposeAsync() => await _service.DisposeAsync();

    [Theory]
    [InlineData("MyKeyword", "\"red\"", "MyKeyword = 'red'", true)]
    [InlineData("MyKeyword", "\"red\"", "MyKeyword = 'Red'", false)]
    [InlineData("MyKeyword", "\"red\"", "MyKeyword != 'blue'", true)]
    [InlineData("MyKeyword", "\"red\"", "MyKeyword IN ('blue', 'red')", true)]
    [InlineData("MyKeyword", "\"red\"", "MyKeyword NOT IN ('blue', 'red')", false)]
    [InlineData("MyKeyword", "\"red\"", "MyKeyword STARTS_WITH 're'", true)]
    [InlineData("MyKeyword", "\"red\"", "MyKeyword NOT STARTS_WITH 're'", false)]
    [InlineData("MyKeyword", "\"red\"", "MyKeyword BETWEEN 'a' AND 's'", true)]
    [InlineData("MyKeyword", "\"red\"", "MyKeyword > 'sed'", false)]
    [InlineData("MyKeyword", "\"red\"", "MyKeyword IS NOT NULL AND MyInt IS NULL", true)]
    [InlineData("MyKeyword", "[\"red\"]", "MyKeyword = 'red'", true)]
    [InlineData("MyKeywordList", "[\"a\", \"b\"]", "MyKeywordList = 'b'", true)]
    [InlineData("MyKeywordList", "[\"a\", \"b\"]", "MyKeywordList != 'b'", false)]
    [InlineData("MyKeywordList", "[\"a\", \"b\"]", "MyKeywordList IN ('b', 'c')", true)]
    [InlineData("MyKeywordList", "[\"a\", \"b\"]", "MyKeywordList NOT IN ('c')", true)]
    [InlineData("MyKeywordList", "[]", "MyKeywordList IS NULL", true)]
    [InlineData("MyText", "\"The checkout crashes, badly\"", "MyText = 'CHECKOUT'", true)]
    [InlineData("MyText", "\"The checkout crashes, badly\"", "MyText = 'cart badly'", true)]
    [InlineData("MyText", "\"The checkout crashes, badly\"", "MyText = 'cart'", false)]
    [InlineData("MyText", "\"The checkout crashes, badly\"", "MyText != 'cart'", true)]
    [InlineData("MyInt", "7", "MyInt = 7 AND MyInt > 6 AND MyInt < 7.5 AND MyInt BETWEEN -1 AND 7", true)]
    [InlineData("MyInt", "-7", "MyInt >= 0", false)]
    [InlineData("MyInt", "9223372036854775807", "MyInt = 9223372036854775807", true)]
    [InlineData("MyDouble", "1.25", "MyDouble = 1.25 AND MyDouble > 1", true)]
    [InlineData("MyDouble", "2", "MyDouble = 2 AND MyDouble != 2.5", true)]
    [InlineData("MyBool", "true", "MyBool = true AND MyBool != false", true)]
    [InlineData("MyBool", "false", "MyBool = true", false)]
    [InlineData("MyDatetime", "\"2026-11-30T07:00:00Z\"", "MyDatetime = '2026-11-30T08:00:00+01:00' AND MyDatetime < '2026-12-01T00:00:00Z'", true)]
    [InlineData("MyDatetime", "\"2026-11-30T07:00:00.5Z\"", "MyDatetime > '2026-11-30T07:00:00Z' AND MyDatetime BETWEEN '2026-11-30T07:00:00.5Z' AND '2026-11-30T07:00:01Z'", true)]
    public async Task A_run_is_found_by_its_attributes_at_start(string name, string json, string query, bool isFound)
    {
        await StartAsync("w", (name, json));
        await _service.StartWorkflowAsync("other");
        Assert.Equal(isFound, (await ListAsync(query)).Contains("w"));
        Assert.Equal((await ListAsync(query)).Count, await CountAsync(query));
    }

    [Theory]
    [InlineData("NoSuchField", "\"x\"", "Namespace default has no mapping defined for search attribute NoSuchField")]
    [InlineData("WorkflowId", "\"x\"", "WorkflowId attribute can't be set in SearchAttributes")]
    [InlineData("MyInt", "\"x\"", "invalid value for search attribute MyInt of type Int: x")]
    [InlineData("MyInt", "1.5", "invalid value for search attribute MyInt of type Int: 1.5")]
    [InlineData("MyBool", "7", "invalid value for search attribute MyBool of type Bool: 7")]
    [InlineData("MyDatetime", "\"yesterday\"", "invalid value for search attribute MyDatetime of type Datetime: yesterday")]
    [InlineData("MyKeyword", "[\"a\",\"b\"]", "invalid value for search attribute MyKeyword of type Keyword: [a b]")]
    [InlineData("MyKeywordList", "\"a\"", "invalid value for search attribute MyKeywordList of type KeywordList: a")]
    public async Task A_start_with_a_bad_attribute_is_refused_in_the_real_services_words(string name, string json, string message)
    {
        var refused = await Assert.ThrowsAsync<RpcException>(() => StartAsync("w", (name, json)));
        Assert.Equal((StatusCode.InvalidArgument, message), (refused.StatusCode, refused.Status.Detail));
    }

    [Fact]
    public async Task A_workflow_changes_its_attributes_and_is_found_by_the_new_ones()
    {
        await StartAsync("w", ("MyKeyword", "\"first\""), ("MyInt", "7"));
        await CompleteAsync(Upsert(("MyKeyword", "\"changed\""), ("MyInt", "null"), ("MyDouble", "0.5")));

        Assert.Equal(["w"], await ListAsync("MyKeyword = 'changed' AND MyInt IS NULL AND MyDouble = 0.5"));
        Assert.Empty(await ListAsync("MyKeyword = 'first'"));
        Assert.Empty(await ListAsync("MyInt = 7"));
        var info = (await _service.DescribeAsync("w")).WorkflowExecutionInfo;
        Assert.Equal(["MyDouble", "MyKeyword"], info.SearchAttributes.IndexedFields.Keys.Order());
        Assert.Equal("Double", info.SearchAttributes.IndexedFields["MyDouble"].Metadata["type"].ToStringUtf8());
    }

    [Fact]
    public async Task A_workflow_task_that_sets_an_unknown_attribute_fails()
    {
        await _service.StartWorkflowAsync("w");
        await Assert.ThrowsAsync<RpcException>(() => CompleteAsync(Upsert(("NoSuchField", "\"x\""))));
        var failed = (await _service.EventsAsync("w")).Single(e => e.EventType == EventType.WorkflowTaskFailed).WorkflowTaskFailedEventAttributes;
        Assert.Equal(WorkflowTaskFailedCause.BadSearchAttributes, failed.Cause);
        Assert.Equal("BadSearchAttributes: Namespace default has no mapping defined for search attribute NoSuchField", failed.Failure.Message);
    }

    [Fact]
    public async Task Attributes_and_their_values_survive_a_restart_and_the_end_of_the_run()
    {
        await StartAsync("closed", ("MyKeyword", "\"red\""));
        await CompleteAsync(Commands.Complete());
        await StartAsync("open", ("MyKeyword", "\"red\""));
        await _service.RestartAsync();
        Assert.Equal(["open", "closed"], await ListAsync("MyKeyword = 'red'"));
        Assert.Equal(["closed"], await ListAsync("MyKeyword = 'red' AND ExecutionStatus = 'Completed'"));
    }

    [Fact]
    public async Task A_removed_attribute_is_unknown_and_empty_when_it_is_added_again()
    {
        await StartAsync("w", ("MyKeyword", "\"red\""));
        await RemoveAsync("MyKeyword");
        await Assert.ThrowsAsync<RpcException>(() => ListAsync("MyKeyword = 'red'"));
        await _service.RestartAsync();
        await AddAsync(new() { ["MyKeyword"] = IndexedValueType.Int });
        Assert.Empty(await ListAsync("MyKeyword IS NOT NULL"));
        var listed = await _service.Client.CallAsync<ListSearchAttributesResponse>(new ListSearchAttributesRequest { Namespace = TestService.Namespace });
        Assert.Equal(IndexedValueType.Int, listed.CustomAttributes["MyKeyword"]);
    }

    [Fact]
    public async Task Registration_refuses_invalid_attributes()
    {
        Assert.Equal("Search attribute WorkflowId is reserved by system.", await MessageAsync(() => AddAsync(new() { ["WorkflowId"] = IndexedValueType.Keyword })));
        Assert.Equal("Search attribute MyInt already exists.", await MessageAsync(() => AddAsync(new() { ["MyInt"] = IndexedValueType.Keyword })));
        Assert.Equal("Search attributes are not set on request.", await MessageAsync(() => AddAsync([])));
        Assert.Equal("Search attribute Nope doesn't exist.", await MessageAsync(() => RemoveAsync("Nope")));
        Assert.Equal("Unable to remove non-custom search attributes: WorkflowId.", await MessageAsync(() => RemoveAsync("WorkflowId")));
        await AddAsync(_all);
    }

    [Fact]
    public async Task The_host_can_name_attributes_that_exist_from_the_start()
    {
        await using var server = await EmbeddedTemporalServer.StartAsync(new EmbeddedTemporalOptions { Port = 0, SearchAttributes = new Dictionary<string, IndexedValueType> { ["CostUsd"] = IndexedValueType.Double } });
        using var client = new GrpcClient(server.Address);
        var listed = await client.CallAsync<ListSearchAttributesResponse>(new ListSearchAttributesRequest { Namespace = TestService.Namespace });
        Assert.Equal(IndexedValueType.Double, listed.CustomAttributes["CostUsd"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("MyKeyword = 'red'")]
    [InlineData("MyInt >= 0 AND MyKeyword STARTS_WITH 'r'")]
    public async Task Pages_miss_and_repeat_nothing_while_runs_close(string query)
    {
        const int Count = 23;
        for (var i = 0; i < Count; i++)
        {
            await StartAsync($"w{i:00}", ("MyKeyword", "\"red\""), ("MyInt", $"{i}"));
        }

        var request = new ListWorkflowExecutionsRequest { Namespace = TestService.Namespace, PageSize = 3, Query = query };
        var (seen, closed) = (new List<string>(), new HashSet<string>());
        do
        {
            var page = await _service.Client.CallAsync<ListWorkflowExecutionsResponse>(request);
            seen.AddRange(page.Executions.Select(e => e.Execution.WorkflowId));
            request.NextPageToken = page.NextPageToken;

            // One that was shown, and one that was not: the next in line for the worker is the oldest.
            var task = await _service.PollWorkflowTaskAsync();
            await _service.CompleteAsync(task, Commands.Complete());
            closed.Add(task.WorkflowExecution.WorkflowId);
            if (closed.Add(seen[^1]))
            {
                await TerminateAsync(seen[^1]);
            }

            await StartAsync($"new{seen.Count}", ("MyKeyword", "\"red\""), ("MyInt", "0"));
        }
        while (!request.NextPageToken.IsEmpty);

        Assert.Equal(Enumerable.Range(0, Count).Select(i => $"w{i:00}"), seen.Order());
    }

    private static SearchAttributes Attributes((string Name, string Json)[] values)
    {
        var attributes = new SearchAttributes();
        foreach (var (name, json) in values)
        {
            attributes.IndexedFields[name] = new Payload { Data = ByteString.CopyFromUtf8(json), Metadata = { ["encoding"] = ByteString.CopyFromUtf8("json/plain") } };
        }

        return attributes;
    }

    private static Command Upsert(params (string Name, string Json)[] values) => new()
    {
        CommandType = CommandType.UpsertWorkflowSearchAttributes,
        UpsertWorkflowSearchAttributesCommandAttributes = new UpsertWorkflowSearchAttributesCommandAttributes { SearchAttributes = Attributes(values) },
    };

    private static async Task<string> MessageAsync(Func<Task> call) => (await Assert.ThrowsAsync<RpcException>(call)).Status.Detail;

    private Task<StartWorkflowExecutionResponse> StartAsync(string workflowId, params (string Name, string Json)[] values) => _service.StartWorkflowAsync(workflowId, r => r.SearchAttributes = Attributes(values));

    private async Task CompleteAsync(params Command[] commands) => await _service.CompleteAsync(await _service.PollWorkflowTaskAsync(), commands);

    private Task<IMessage> TerminateAsync(string workflowId) =>
        _service.Client.CallAsync(new TerminateWorkflowExecutionRequest { Namespace = TestService.Namespace, WorkflowExecution = new WorkflowExecution { WorkflowId = workflowId } });

    private Task<IMessage> AddAsync(Dictionary<string, IndexedValueType> attributes) => _service.Client.CallAsync(new AddSearchAttributesRequest { Namespace = TestService.Namespace, SearchAttributes = { attributes } });

    private Task<IMessage> RemoveAsync(string name) => _service.Client.CallAsync(new RemoveSearchAttributesRequest { Namespace = TestService.Namespace, SearchAttributes = { name } });

    private async Task<List<string>> ListAsync(string query) =>
        [.. (await _service.Client.CallAsync<ListWorkflowExecutionsResponse>(new ListWorkflowExecutionsRequest { Namespace = TestService.Namespace, Query = query })).Executions.Select(e => e.Execution.WorkflowId)];

    private async Task<long> CountAsync(string query) =>
        (await _service.Client.CallAsync<CountWorkflowExecutionsResponse>(new CountWorkflowExecutionsRequest { Namespace = TestService.Namespace, Query = query })).Count;
}
