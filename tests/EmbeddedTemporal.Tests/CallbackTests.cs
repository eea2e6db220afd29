using EmbeddedTemporal.Tests.Driving;
using EmbeddedTemporal.Tests.StandaloneActivities;
using Grpc.Core;
using Temporalio.Api.Common.V1;

namespace EmbeddedTemporal.Tests;

/// <summary>No address is allowed for completion callbacks, and the refusal says so as the real service does.</summary>
public sealed class CallbackTests
{
    [Theory]
    [InlineData("http://127.0.0.1:9/done", "invalid url: url does not match any configured callback address: http://127.0.0.1:9/done")]
    [InlineData("ftp://host/done", "invalid url: unknown scheme: ftp://host/done")]
    [InlineData("done", "invalid url: unknown scheme: done")]
    public async Task A_start_with_a_callback_is_refused(string url, string message)
    {
        await using var service = await TestService.StartAsync();
        var callback = new Callback { Nexus = new Callback.Types.Nexus { Url = url } };

        var workflow = await Assert.ThrowsAsync<RpcException>(() => service.StartWorkflowAsync("w", r => r.CompletionCallbacks.Add(callback)));
        var activity = await Assert.ThrowsAsync<RpcException>(() => new ActivityDriver(service.Client).StartAsync(r => r.CompletionCallbacks.Add(callback)));
        var many = await Assert.ThrowsAsync<RpcException>(() => service.StartWorkflowAsync("w", r => r.CompletionCallbacks.AddRange(Enumerable.Repeat(callback, 33))));

        Assert.Equal((StatusCode.InvalidArgument, message), (workflow.StatusCode, workflow.Status.Detail));
        Assert.Equal((StatusCode.InvalidArgument, message), (activity.StatusCode, activity.Status.Detail));
        Assert.Equal("cannot attach more than 32 callbacks to a workflow", many.Status.Detail);
    }
}
