using EmbeddedTemporal.Tests.Driving;
using Google.Protobuf;
using Grpc.Core;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;

namespace EmbeddedTemporal.Tests;

/// <summary>Search attributes of children and of runs that continue are checked as at a start.</summary>
public sealed class CommandAttributeTests
{
    public static TheoryData<bool, string, string> Wrong => new()
    {
        { true, "Unknown", "BadSearchAttributes: Namespace default has no mapping defined for search attribute Unknown" },
        { false, "Unknown", "BadSearchAttributes: Namespace default has no mapping defined for search attribute Unknown" },
        { true, "Number", "BadSearchAttributes: invalid value for search attribute Number of type Int: text" },
        { false, "Number", "BadSearchAttributes: invalid value for search attribute Number of type Int: text" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task A_wrong_attribute_fails_the_task_with_its_cause(bool child, string name, string message)
    {
        await using var service = await StartAsync();
        var task = await service.PollWorkflowTaskAsync();
        var refused = await Assert.ThrowsAsync<RpcException>(() => service.CompleteAsync(task, Command(child, name, "\"text\"")));
        Assert.Equal((StatusCode.InvalidArgument, message), (refused.StatusCode, refused.Status.Detail));
        var failed = (await service.EventsAsync("w")).Single(e => e.EventType == EventType.WorkflowTaskFailed).WorkflowTaskFailedEventAttributes;
        Assert.Equal((WorkflowTaskFailedCause.BadSearchAttributes, message), (failed.Cause, failed.Failure.Message));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Right_attributes_are_those_of_the_other_run(bool child)
    {
        await using var service = await StartAsync();
        await service.CompleteAsync(await service.PollWorkflowTaskAsync(), Command(child, "Number", "7"));
        var task = child
            ? await service.Client.CallAsync<Temporalio.Api.WorkflowService.V1.PollWorkflowTaskQueueResponse>(new Temporalio.Api.WorkflowService.V1.PollWorkflowTaskQueueRequest { Namespace = TestService.Namespace, TaskQueue = new() { Name = "children" } })
            : null;
        var described = await service.DescribeAsync(child ? task!.WorkflowExecution.WorkflowId : "w");
        var value = described.WorkflowExecutionInfo.SearchAttributes.IndexedFields["Number"];
        Assert.Equal(("7", "Int"), (value.Data.ToStringUtf8(), value.Metadata["type"].ToStringUtf8()));
    }

    private static async Task<TestService> StartAsync()
    {
        var service = await TestService.StartAsync(options => options with { SearchAttributes = new Dictionary<string, IndexedValueType> { ["Number"] = IndexedValueType.Int } });
        await service.StartWorkflowAsync("w");
        return service;
    }

    private static Command Command(bool child, string name, string json)
    {
        var attributes = new SearchAttributes { IndexedFields = { [name] = new Payload { Metadata = { ["encoding"] = ByteString.CopyFromUtf8("json/plain") }, Data = ByteString.CopyFromUtf8(json) } } };
        if (child)
        {
            return Commands.StartChild("child", "children", c => c.SearchAttributes = attributes);
        }

        var command = Commands.ContinueAsNew();
        command.ContinueAsNewWorkflowExecutionCommandAttributes.SearchAttributes = attributes;
        return command;
    }
}
