using EmbeddedTemporal.Settings;
using EmbeddedTemporal.Tests.Driving;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Tests;

/// <summary>Limits that are set when the service starts.</summary>
public sealed class SettableLimitTests
{
    [Fact]
    public async Task A_payload_above_the_limit_is_refused_and_clients_are_told_the_limit()
    {
        await using var service = await TestService.StartAsync(options => options with { Limits = new ServiceLimits { MaxPayloadBytes = 1000 } });
        await service.StartWorkflowAsync("small", r => r.Input = Payload(900));
        var refused = await Assert.ThrowsAsync<RpcException>(() => service.StartWorkflowAsync("large", r => r.Input = Payload(1001)));
        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        var described = await service.Client.CallAsync<DescribeNamespaceResponse>(new DescribeNamespaceRequest { Namespace = TestService.Namespace });
        Assert.Equal(1000, described.NamespaceInfo.Limits.BlobSizeLimitError);
    }

    [Fact]
    public async Task A_payload_above_the_warning_is_logged()
    {
        using var log = new RecordedLog();
        await using var service = await TestService.StartAsync(options => options with { Limits = new ServiceLimits { WarnPayloadBytes = 1000 }, LoggerFactory = log });
        await service.StartWorkflowAsync("w", r => r.Input = Payload(2000));
        Assert.Contains(log.Lines, line => line.Level == LogLevel.Warning && line.Message.Contains("workflow w", StringComparison.Ordinal) && line.Message.Contains("bytes", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_id_above_the_limit_is_refused()
    {
        await using var service = await TestService.StartAsync(options => options with { Limits = new ServiceLimits { MaxIdLength = 10 } });
        var refused = await Assert.ThrowsAsync<RpcException>(() => service.StartWorkflowAsync("12345678901"));
        Assert.Equal("WorkflowId length exceeds limit.", refused.Status.Detail);
    }

    [Fact]
    public async Task Continuing_as_new_is_suggested_from_the_number_of_events_on_that_is_set()
    {
        await using var service = await TestService.StartAsync(options => options with { Limits = new ServiceLimits { SuggestContinueEvents = 4 } });
        await service.StartWorkflowAsync("w");
        var first = await service.PollWorkflowTaskAsync();
        Assert.False(first.History.Events[^1].WorkflowTaskStartedEventAttributes.SuggestContinueAsNew);
        await service.CompleteAsync(first);
        await service.SignalAsync("w", "s");
        Assert.True((await service.PollWorkflowTaskAsync()).History.Events[^1].WorkflowTaskStartedEventAttributes.SuggestContinueAsNew);
    }

    [Fact]
    public async Task A_history_ends_at_the_number_of_events_that_is_set()
    {
        await using var service = await TestService.StartAsync(options => options with { Limits = new ServiceLimits { MaxHistoryEvents = 6 } });
        await service.StartWorkflowAsync("w");
        for (var i = 0; i < 4; i++)
        {
            await service.SignalAsync("w", "s");
        }

        Assert.Equal(EventType.WorkflowExecutionTerminated, (await service.HistoryAsync("w"))[^1]);
    }

    private static Payloads Payload(int bytes) => new() { Payloads_ = { new Payload { Data = ByteString.CopyFrom(new byte[bytes]) } } };
}
