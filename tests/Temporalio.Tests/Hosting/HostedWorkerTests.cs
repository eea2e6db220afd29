using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Temporalio.Activities;
using Temporalio.Client;
using Temporalio.Extensions.Hosting;
using Temporalio.Testing;
using Temporalio.Workflows;

namespace Temporalio.Tests.Hosting;

public class HostedWorkerTests
{
    [Fact]
    public async Task A_host_runs_a_worker_whose_activities_come_from_scopes()
    {
        await using var environment = await WorkflowEnvironment.StartLocalAsync();
        var address = environment.Client.Connection.Options.TargetHost!;
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddTemporalClient(address);
        builder.Services.AddSingleton<Journal>();
        builder.Services.AddHostedTemporalWorker("hosted").AddWorkflow<Twice>().AddScopedActivities<Counting>().AddStaticActivities<Static>();
        using var host = builder.Build();
        await host.StartAsync();
        var client = host.Services.GetRequiredService<ITemporalClient>();
        var result = await client.ExecuteWorkflowAsync((Twice w) => w.RunAsync(), new("hosted-1", "hosted"));
        await host.StopAsync();
        Assert.Equal("1 1 static", result);
        Assert.Equal(2, host.Services.GetRequiredService<Journal>().Disposed);
    }

    [Fact]
    public void A_task_queue_has_one_worker()
    {
        var services = new ServiceCollection();
        services.AddHostedTemporalWorker("one");
        Assert.Throws<InvalidOperationException>(() => services.AddHostedTemporalWorker("one"));
    }

    [Workflow]
    public class Twice
    {
        [WorkflowRun]
        public async Task<string> RunAsync()
        {
            var options = new ActivityOptions { StartToCloseTimeout = TimeSpan.FromSeconds(20) };
            var first = await Workflow.ExecuteActivityAsync((Counting a) => a.CountAsync(), options);
            var second = await Workflow.ExecuteActivityAsync((Counting a) => a.CountAsync(), options);
            return $"{first} {second} {await Workflow.ExecuteActivityAsync(() => Static.Name(), options)}";
        }
    }

    public sealed class Journal
    {
        private int _disposed;

        public int Disposed => _disposed;

        public void Add() => Interlocked.Increment(ref _disposed);
    }

    public sealed class Counting(Journal journal) : IDisposable
    {
        private int _count;

        [Activity]
        public async Task<int> CountAsync()
        {
            await Task.Yield();
            return ++_count;
        }

        public void Dispose() => journal.Add();
    }

    public sealed class Static
    {
        [Activity]
        public static string Name() => "static";
    }
}
