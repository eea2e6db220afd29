using EmbeddedTemporal;
using SlackClaudeBot.Hosting;
using Temporalio.Client;
using Temporalio.Exceptions;

namespace SlackClaudeBot.Tests.Hosting;

/// <summary>Sandboxes of tasks that ended are removed: what is not known must not look ended.</summary>
public sealed class OpenTasksTests
{
    [Fact]
    public async Task A_task_is_open_until_it_ends_and_one_that_the_service_does_not_have_ended()
    {
        await using var service = await EmbeddedTemporalServer.StartAsync(new EmbeddedTemporalOptions { Port = 0 });
        var client = TemporalClient.CreateLazy(new(service.Address));
        var task = await client.StartWorkflowAsync("Anything", [], new("fix-1", "nobody"));
        var tasks = new OpenTasks(client);

        Assert.True(await tasks.IsOpenAsync("fix-1", default));
        Assert.True(await tasks.IsTaskOpenAsync("1", default));
        await task.TerminateAsync();
        Assert.False(await tasks.IsOpenAsync("fix-1", default));
        Assert.False(await tasks.IsOpenAsync("fix-2", default));
    }

    [Fact]
    public async Task In_a_namespace_that_is_not_there_no_task_has_ended()
    {
        await using var service = await EmbeddedTemporalServer.StartAsync(new EmbeddedTemporalOptions { Port = 0 });
        var tasks = new OpenTasks(TemporalClient.CreateLazy(new(service.Address) { Namespace = "mistyped" }));

        var unknown = await Assert.ThrowsAsync<RpcException>(() => tasks.IsOpenAsync("fix-1", default));
        Assert.Contains("mistyped", unknown.Message, StringComparison.Ordinal);
    }
}
