using System.Net;
using System.Net.Sockets;
using Conformance.Scenarios;
using Temporalio.Client;
using Temporalio.Common;
using Temporalio.Testing;
using Temporalio.Worker;

namespace Conformance.Environments;

/// <summary>The test environments of the official .NET SDK, with this program in the place of the servers that they would download.</summary>
[Trait("Category", "Conformance")]
public sealed class DotNetEnvironmentTests
{
    private const string Queue = "environment";

    // The SDK waits five seconds; a busy machine may need more.
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_local_environment_runs_workflows()
    {
        await using var environment = await WorkflowEnvironment.StartLocalAsync(new() { Namespace = "mine", DevServerOptions = new() { ExistingPath = Executable.Path, StartupTimeout = _patience } });
        Assert.False(environment.SupportsTimeSkipping);
        Assert.Equal("Hello, world!", await RunAsync(environment, c => c.ExecuteWorkflowAsync((HelloActivityWorkflow w) => w.RunAsync("world"), new("hello", Queue))));
    }

    [Fact]
    public async Task A_local_environment_may_keep_its_histories_in_a_file()
    {
        var folder = Directory.CreateTempSubdirectory("conformance-");
        try
        {
            var options = new DevServerOptions { ExistingPath = Executable.Path, StartupTimeout = _patience, DatabaseFilename = Path.Combine(folder.FullName, "temporal.db") };
            await using (var environment = await WorkflowEnvironment.StartLocalAsync(new() { DevServerOptions = options }))
            {
                await RunAsync(environment, c => c.ExecuteWorkflowAsync((HelloWorkflow w) => w.RunAsync("world"), new("kept", Queue)));
            }

            await using var again = await WorkflowEnvironment.StartLocalAsync(new() { DevServerOptions = options });
            Assert.Equal("Hello, world!", await again.Client.GetWorkflowHandle<HelloWorkflow, string>("kept").GetResultAsync());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_local_environment_has_the_search_attributes_and_limits_that_its_arguments_name()
    {
        var attribute = SearchAttributeKey.CreateKeyword("Team");
        var options = new WorkflowEnvironmentStartLocalOptions
        {
            Namespace = "mine",
            SearchAttributes = [attribute],
            DevServerOptions = new() { ExistingPath = Executable.Path, StartupTimeout = _patience, ExtraArgs = ["--dynamic-config-value", "limit.blobSize.error=2000", "--dynamic-config-value", "frontend.anything=\"x\""] },
        };
        await using var environment = await WorkflowEnvironment.StartLocalAsync(options);
        var attributes = new SearchAttributeCollection.Builder().Set(attribute, "blue").ToSearchAttributeCollection();
        var start = new WorkflowOptions("hello", Queue) { TypedSearchAttributes = attributes };
        Assert.Equal("Hello, world!", await RunAsync(environment, c => c.ExecuteWorkflowAsync((HelloWorkflow w) => w.RunAsync("world"), start)));
        Assert.Equal(2000, (await environment.Client.WorkflowService.DescribeNamespaceAsync(new() { Namespace = "mine" })).NamespaceInfo.Limits.BlobSizeLimitError);
    }

    [Fact]
    public async Task A_time_skipping_environment_skips_a_timer_of_a_day()
    {
        await using var environment = await StartTimeSkippingAsync();
        Assert.True(environment.SupportsTimeSkipping);
        var before = await environment.GetCurrentTimeAsync();
        await RunAsync(environment, c => c.ExecuteWorkflowAsync((TimerWorkflow w) => w.RunAsync((int)TimeSpan.FromDays(1).TotalMilliseconds), new("timer", Queue)));
        Assert.InRange(await environment.GetCurrentTimeAsync() - before, TimeSpan.FromDays(1), TimeSpan.FromDays(1.1));
    }

    [Fact]
    public async Task A_delay_of_2_hours_advances_2_hours_although_a_timer_of_2_days_waits()
    {
        await using var environment = await StartTimeSkippingAsync();
        await RunAsync(environment, async client =>
        {
            var handle = await client.StartWorkflowAsync((TimerWorkflow w) => w.RunAsync((int)TimeSpan.FromDays(2).TotalMilliseconds), new("timer", Queue));
            var before = await environment.GetCurrentTimeAsync();
            await environment.DelayAsync(TimeSpan.FromHours(2));
            Assert.InRange(await environment.GetCurrentTimeAsync() - before, TimeSpan.FromHours(2), TimeSpan.FromHours(3));
            return await handle.GetResultAsync();
        });
    }

    [Fact]
    public async Task Without_skipping_a_short_timer_fires_in_real_time()
    {
        await using var environment = await StartTimeSkippingAsync();
        await environment.WithAutoTimeSkippingDisabledAsync(() =>
            RunAsync(environment, c => c.ExecuteWorkflowAsync((TimerWorkflow w) => w.RunAsync(300), new("timer", Queue))));
    }

    [Fact]
    public async Task A_port_in_use_is_an_error()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            WorkflowEnvironment.StartLocalAsync(new() { TargetHost = $"127.0.0.1:{port}", DevServerOptions = new() { ExistingPath = Executable.Path, StartupTimeout = TimeSpan.FromSeconds(2) } }));
    }

    private static Task<WorkflowEnvironment> StartTimeSkippingAsync() => WorkflowEnvironment.StartTimeSkippingAsync(new() { TestServer = new() { ExistingPath = Executable.Path, StartupTimeout = _patience } });

    private static Task<T> RunAsync<T>(WorkflowEnvironment environment, Func<ITemporalClient, Task<T>> run)
    {
        var options = new TemporalWorkerOptions(Queue).AddActivity(ScenarioActivities.GreetAsync).AddWorkflow<HelloWorkflow>().AddWorkflow<HelloActivityWorkflow>().AddWorkflow<TimerWorkflow>();
        var worker = new TemporalWorker(environment.Client, options);
        return worker.ExecuteAsync(() => run(environment.Client));
    }
}
