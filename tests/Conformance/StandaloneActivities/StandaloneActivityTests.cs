using EmbeddedTemporal;
using Temporalio.Api.Enums.V1;
using Temporalio.Client;
using Temporalio.Common;
using Temporalio.Exceptions;
using Temporalio.Worker;

namespace Conformance.StandaloneActivities;

/// <summary>The official .NET client starts activities without a workflow, and the official .NET worker runs them.</summary>
[Trait("Category", "Conformance")]
public sealed class StandaloneActivityTests
{
    private const string Queue = "standalone";

    [Fact]
    public Task An_activity_knows_itself_and_no_workflow() => WithWorkerAsync(async (client, _) =>
    {
        Assert.Equal("Hello, world!", await client.ExecuteActivityAsync(() => StandaloneActivities.GreetAsync("world"), Options("greet")));
        Assert.Equal(
            "Describe known of default on standalone, attempt 1, workflow False none none",
            await client.ExecuteActivityAsync(() => StandaloneActivities.DescribeAsync(), Options("known")));
    });

    [Fact]
    public Task A_retry_goes_on_from_the_heartbeat_and_is_described() => WithWorkerAsync(async (client, _) =>
    {
        var options = Options("resumed");
        (options.Summary, options.RetryPolicy) = ("Twice", new RetryPolicy { InitialInterval = TimeSpan.FromMilliseconds(1) });
        var handle = await client.StartActivityAsync(() => StandaloneActivities.ResumeAsync(), options);

        Assert.Equal("attempt 2 after half", await handle.GetResultAsync());

        var description = await handle.DescribeAsync(new() { IncludeInput = true, IncludeOutcome = true, IncludeHeartbeatDetails = true, IncludeLastFailure = true });
        Assert.Equal((ActivityExecutionStatus.Completed, 2, "Resume", Queue), (description.Status, description.Attempt, description.ActivityType, description.TaskQueue));
        Assert.Equal(("Twice", "attempt 2 after half", "the first attempt fails"), (await description.GetSummaryAsync(), await description.GetResultAsync<string>(), (await description.GetLastFailureAsync())?.Message));
        Assert.True(description.HasHeartbeatDetails);
        Assert.False((await handle.DescribeAsync()).HasResult);
    });

    [Fact]
    public Task Failures_cancellations_and_terminations_reach_the_client() => WithWorkerAsync(async (client, activities) =>
    {
        var failed = await Assert.ThrowsAsync<ActivityFailedException>(() => client.ExecuteActivityAsync(() => StandaloneActivities.FailAsync(), Options("failed")));
        Assert.Equal("Broken", Assert.IsType<ApplicationFailureException>(failed.InnerException).ErrorType);

        var cancelled = await client.StartActivityAsync("Wait", [], Options("cancelled"));
        await activities.Waiting;
        await cancelled.CancelAsync(new() { Reason = "not needed" });
        Assert.IsType<CanceledFailureException>((await Assert.ThrowsAsync<ActivityFailedException>(() => cancelled.GetResultAsync())).InnerException);
        Assert.Equal((ActivityExecutionStatus.Canceled, "not needed"), (await cancelled.DescribeAsync()) is var description ? (description.Status, description.CanceledReason) : default);

        var terminated = await client.StartActivityAsync("Wait", [], Options("terminated"));
        await terminated.TerminateAsync(new() { Reason = "enough" });
        Assert.Equal("enough", Assert.IsType<TerminatedFailureException>((await Assert.ThrowsAsync<ActivityFailedException>(() => terminated.GetResultAsync())).InnerException).Message);
    });

    [Fact]
    public Task An_id_is_used_once_at_a_time() => WithWorkerAsync(async (client, _) =>
    {
        var options = Options("once");
        var handle = await client.StartActivityAsync("Wait", [], options);

        var refused = await Assert.ThrowsAsync<ActivityAlreadyStartedException>(() => client.StartActivityAsync("Wait", [], Options("once")));
        Assert.Equal(("once", "Wait", handle.RunId), (refused.ActivityId, refused.ActivityType, refused.RunId));
        options.IdConflictPolicy = ActivityIdConflictPolicy.UseExisting;
        Assert.Equal(handle.RunId, (await client.StartActivityAsync("Wait", [], options)).RunId);
        await handle.TerminateAsync();
        options.IdReusePolicy = ActivityIdReusePolicy.RejectDuplicate;
        await Assert.ThrowsAsync<ActivityAlreadyStartedException>(() => client.StartActivityAsync("Wait", [], options));
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task An_activity_is_completed_from_outside(bool byToken) => WithWorkerAsync(async (client, activities) =>
    {
        var handle = await client.StartActivityAsync("CompleteElsewhere", [], Options("outside"));
        await activities.Waiting;

        var outside = byToken ? client.GetAsyncActivityHandle(activities.Token) : client.GetAsyncActivityHandle("", handle.RunId!, "outside");
        await outside.HeartbeatAsync(new() { Details = ["half"] });
        await outside.CompleteAsync("from outside");

        Assert.Equal("from outside", await handle.GetResultAsync<string>());
        Assert.Equal("from outside", await client.GetActivityHandle<string>("outside").GetResultAsync());
    });

    [Fact]
    public Task Activities_are_listed_and_counted() => WithWorkerAsync(async (client, _) =>
    {
        foreach (var number in Enumerable.Range(1, 5))
        {
            await client.ExecuteActivityAsync(() => StandaloneActivities.GreetAsync("you"), Options($"listed-{number}"));
        }

        var listed = new List<string>();
        await foreach (var activity in client.ListActivitiesAsync($"TaskQueue = '{Queue}' AND ActivityType = 'Greet' AND ExecutionStatus = 'Completed'"))
        {
            listed.Add(activity.ActivityId);
        }

        Assert.Equal(["listed-5", "listed-4", "listed-3", "listed-2", "listed-1"], listed);
        Assert.Equal(5, (await client.CountActivitiesAsync($"TaskQueue = '{Queue}'")).Count);
        var first = await client.ListActivitiesPaginatedAsync("", null, new() { PageSize = 4 });
        var second = await client.ListActivitiesPaginatedAsync("", first.NextPageToken, new() { PageSize = 4 });
        Assert.Equal((4, 1, null), (first.Activities.Count, second.Activities.Count, second.NextPageToken));
    });

    private static StartActivityOptions Options(string id) => new(id, Queue) { ScheduleToCloseTimeout = TimeSpan.FromMinutes(5) };

    private static async Task WithWorkerAsync(Func<ITemporalClient, StandaloneActivities, Task> test)
    {
        await using var server = await EmbeddedTemporalServer.StartAsync(new EmbeddedTemporalOptions { Port = 0 });
        var client = await TemporalClient.ConnectAsync(new(server.Address));
        var activities = new StandaloneActivities();
        var options = new TemporalWorkerOptions(Queue) { MaxHeartbeatThrottleInterval = TimeSpan.FromMilliseconds(50), DefaultHeartbeatThrottleInterval = TimeSpan.FromMilliseconds(50) };
        using var worker = new TemporalWorker(client, options.AddAllActivities(activities));
        await worker.ExecuteAsync(() => test(client, activities));
    }
}
