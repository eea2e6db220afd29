using EmbeddedTemporal.Tests.Driving;
using Google.Protobuf;
using Grpc.Core;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Deployment.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Workflow.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Tests;

/// <summary>Workers that name the version of their deployment, and which of them get which tasks.</summary>
public sealed class DeploymentTests
{
    private const string Name = "shop";

    [Fact]
    public async Task A_deployment_is_known_by_the_polls_of_its_workers_also_after_a_restart()
    {
        await using var service = await TestService.StartAsync();
        await RegisterAsync(service, "1.0");
        await service.RestartAsync();
        var described = await DescribeAsync(service);
        var version = Assert.Single(described.WorkerDeploymentInfo.VersionSummaries);
        Assert.Equal((Name, "1.0", "shop.1.0", WorkerDeploymentVersionStatus.Inactive), (version.DeploymentVersion.DeploymentName, version.DeploymentVersion.BuildId, version.Version, version.Status));
        Assert.Equal("__unversioned__", described.WorkerDeploymentInfo.RoutingConfig.CurrentVersion);
        var details = await service.Client.CallAsync<DescribeWorkerDeploymentVersionResponse>(new DescribeWorkerDeploymentVersionRequest { Namespace = TestService.Namespace, DeploymentVersion = Version("1.0") });
        Assert.Equal(("queue", TaskQueueType.Workflow), (details.VersionTaskQueues[0].Name, details.VersionTaskQueues[0].Type));
        Assert.Equal(Name, Assert.Single((await service.Client.CallAsync<ListWorkerDeploymentsResponse>(new ListWorkerDeploymentsRequest { Namespace = TestService.Namespace })).WorkerDeployments).Name);
    }

    [Fact]
    public async Task The_current_version_gets_the_tasks_also_those_that_wait()
    {
        await using var service = await TestService.StartAsync();
        await RegisterAsync(service, "1.0");
        await service.StartWorkflowAsync("w");
        await SetCurrentAsync(service, "1.0");
        var task = await PollAsync(service, "1.0");
        Assert.Equal("w", task.WorkflowExecution.WorkflowId);
        var current = await DescribeAsync(service);
        Assert.Equal(("1.0", WorkerDeploymentVersionStatus.Current), (current.WorkerDeploymentInfo.RoutingConfig.CurrentDeploymentVersion.BuildId, current.WorkerDeploymentInfo.VersionSummaries[0].Status));
    }

    [Fact]
    public async Task A_pinned_run_stays_with_its_version_and_one_that_upgrades_follows_the_current_one()
    {
        await using var service = await TestService.StartAsync();
        await RegisterAsync(service, "1.0");
        await RegisterAsync(service, "2.0");
        await SetCurrentAsync(service, "1.0");
        foreach (var (workflow, behavior) in new[] { ("pinned", VersioningBehavior.Pinned), ("upgrades", VersioningBehavior.AutoUpgrade) })
        {
            await service.StartWorkflowAsync(workflow);
            await CompleteAsync(service, await PollAsync(service, "1.0"), "1.0", behavior);
        }

        await SetCurrentAsync(service, "2.0");
        await service.SignalAsync("pinned", "s");
        await service.SignalAsync("upgrades", "s");
        Assert.Equal("pinned", (await PollAsync(service, "1.0")).WorkflowExecution.WorkflowId);
        Assert.Equal("upgrades", (await PollAsync(service, "2.0")).WorkflowExecution.WorkflowId);

        var described = (await service.DescribeAsync("pinned")).WorkflowExecutionInfo;
        Assert.Equal((VersioningBehavior.Pinned, "1.0", Name), (described.VersioningInfo.Behavior, described.VersioningInfo.DeploymentVersion.BuildId, described.WorkerDeploymentName));
        var completed = (await service.EventsAsync("pinned")).Single(e => e.EventType == EventType.WorkflowTaskCompleted).WorkflowTaskCompletedEventAttributes;
        Assert.Equal((VersioningBehavior.Pinned, "shop.1.0", Name), (completed.VersioningBehavior, completed.WorkerDeploymentVersion, completed.WorkerDeploymentName));
        var status = (await DescribeAsync(service)).WorkerDeploymentInfo.VersionSummaries.Single(v => v.DeploymentVersion.BuildId == "1.0");
        Assert.Equal((WorkerDeploymentVersionStatus.Draining, VersionDrainageStatus.Draining), (status.Status, status.DrainageInfo.Status));
    }

    [Fact]
    public async Task A_start_can_pin_its_run_and_the_next_run_of_the_chain_stays_pinned()
    {
        await using var service = await TestService.StartAsync();
        await RegisterAsync(service, "1.0");
        await RegisterAsync(service, "2.0");
        await SetCurrentAsync(service, "1.0");
        var pinned = new VersioningOverride { Pinned = new VersioningOverride.Types.PinnedOverride { Behavior = VersioningOverride.Types.PinnedOverrideBehavior.Pinned, Version = Version("2.0") } };
        await service.StartWorkflowAsync("w", r => r.VersioningOverride = pinned);
        Assert.Equal(pinned, (await service.EventsAsync("w"))[0].WorkflowExecutionStartedEventAttributes.VersioningOverride);
        await CompleteAsync(service, await PollAsync(service, "2.0"), "2.0", VersioningBehavior.AutoUpgrade, Commands.ContinueAsNew());
        Assert.Equal(pinned, (await service.DescribeAsync("w")).WorkflowExecutionInfo.VersioningInfo.VersioningOverride);
    }

    [Fact]
    public async Task A_ramping_version_gets_its_share()
    {
        await using var service = await TestService.StartAsync();
        await RegisterAsync(service, "1.0");
        await RegisterAsync(service, "2.0");
        await SetCurrentAsync(service, "1.0");
        await SetRampAsync(service, "2.0", 100);
        await service.StartWorkflowAsync("all");
        Assert.Equal("all", (await PollAsync(service, "2.0")).WorkflowExecution.WorkflowId);
        await SetRampAsync(service, "2.0", 0);
        await service.StartWorkflowAsync("none");
        Assert.Equal("none", (await PollAsync(service, "1.0")).WorkflowExecution.WorkflowId);
        await SetRampAsync(service, "2.0", 50);
        for (var i = 0; i < 40; i++)
        {
            await service.StartWorkflowAsync($"w{i}");
        }

        Assert.NotEmpty((await PollAsync(service, "1.0")).WorkflowExecution.WorkflowId);
        Assert.NotEmpty((await PollAsync(service, "2.0")).WorkflowExecution.WorkflowId);
    }

    [Fact]
    public async Task Activities_go_to_the_version_of_their_pinned_run()
    {
        await using var service = await TestService.StartAsync();
        await RegisterAsync(service, "1.0");
        await SetCurrentAsync(service, "1.0");
        await service.StartWorkflowAsync("w");
        await CompleteAsync(service, await PollAsync(service, "1.0"), "1.0", VersioningBehavior.Pinned, Commands.Activity("a"));
        var task = await service.Client.CallAsync<PollActivityTaskQueueResponse>(new PollActivityTaskQueueRequest { Namespace = TestService.Namespace, TaskQueue = new() { Name = "queue" }, DeploymentOptions = Options("1.0") });
        Assert.Equal("a", task.ActivityId);
    }

    [Fact]
    public async Task A_change_that_rests_on_an_older_state_is_refused()
    {
        await using var service = await TestService.StartAsync();
        await RegisterAsync(service, "1.0");
        var token = (await DescribeAsync(service)).ConflictToken;
        await RegisterAsync(service, "2.0");
        var refused = await Assert.ThrowsAsync<RpcException>(() => service.Client.CallAsync(
            new SetWorkerDeploymentCurrentVersionRequest { Namespace = TestService.Namespace, DeploymentName = Name, BuildId = "1.0", ConflictToken = token }));
        Assert.Equal(StatusCode.FailedPrecondition, refused.StatusCode);
    }

    [Fact]
    public async Task Metadata_of_a_version_is_set_and_removed()
    {
        await using var service = await TestService.StartAsync();
        await RegisterAsync(service, "1.0");
        var value = new Payload { Data = ByteString.CopyFromUtf8("\"me\"") };
        await service.Client.CallAsync(new UpdateWorkerDeploymentVersionMetadataRequest { Namespace = TestService.Namespace, DeploymentVersion = Version("1.0"), UpsertEntries = { ["owner"] = value, ["other"] = value } });
        var updated = await service.Client.CallAsync<UpdateWorkerDeploymentVersionMetadataResponse>(new UpdateWorkerDeploymentVersionMetadataRequest { Namespace = TestService.Namespace, Version = "shop.1.0", RemoveEntries = { "other" } });
        Assert.Equal(["owner"], updated.Metadata.Entries.Keys);
    }

    [Fact]
    public async Task A_version_in_use_cannot_be_deleted_and_a_deployment_with_versions_neither()
    {
        await using var service = await TestService.StartAsync();
        await RegisterAsync(service, "1.0");
        await SetCurrentAsync(service, "1.0");
        var delete = new DeleteWorkerDeploymentVersionRequest { Namespace = TestService.Namespace, DeploymentVersion = Version("1.0") };
        var refused = await Assert.ThrowsAsync<RpcException>(() => service.Client.CallAsync(delete));
        Assert.Equal("version 'shop.1.0' cannot be deleted since it is current or ramping", refused.Status.Detail);
        await Assert.ThrowsAsync<RpcException>(() => service.Client.CallAsync(new DeleteWorkerDeploymentRequest { Namespace = TestService.Namespace, DeploymentName = Name }));
        await SetCurrentAsync(service, "");
        await service.RestartAsync();
        await service.Client.CallAsync(delete);
        await service.Client.CallAsync(new DeleteWorkerDeploymentRequest { Namespace = TestService.Namespace, DeploymentName = Name });
        var gone = await Assert.ThrowsAsync<RpcException>(() => DescribeAsync(service));
        Assert.Equal(StatusCode.NotFound, gone.StatusCode);
    }

    [Fact]
    public async Task The_older_versioning_rules_are_not_offered()
    {
        await using var service = await TestService.StartAsync();
        var refused = await Assert.ThrowsAsync<RpcException>(() => service.Client.CallAsync(new GetWorkerVersioningRulesRequest { Namespace = TestService.Namespace, TaskQueue = "queue" }));
        Assert.Equal(StatusCode.Unimplemented, refused.StatusCode);
        Assert.EndsWith("not supported by the embedded Temporal service", refused.Status.Detail);
    }

    /// <summary>Has a worker of that build poll once, which finds nothing.</summary>
    private static async Task RegisterAsync(TestService service, string build)
    {
        using var gone = new CancellationTokenSource();
        var poll = service.Client.CallAsync(Poll(build), gone.Token);
        while (!await IsKnownAsync(service, build))
        {
            await Task.Yield();
        }

        await gone.CancelAsync();
        await ((Task)poll).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static async Task<bool> IsKnownAsync(TestService service, string build)
    {
        try
        {
            return (await DescribeAsync(service)).WorkerDeploymentInfo.VersionSummaries.Any(v => v.DeploymentVersion.BuildId == build);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            return false;
        }
    }

    private static Task<DescribeWorkerDeploymentResponse> DescribeAsync(TestService service) =>
        service.Client.CallAsync<DescribeWorkerDeploymentResponse>(new DescribeWorkerDeploymentRequest { Namespace = TestService.Namespace, DeploymentName = Name });

    private static Task<IMessage> SetCurrentAsync(TestService service, string build) =>
        service.Client.CallAsync(new SetWorkerDeploymentCurrentVersionRequest { Namespace = TestService.Namespace, DeploymentName = Name, BuildId = build });

    private static Task<IMessage> SetRampAsync(TestService service, string build, float percentage) =>
        service.Client.CallAsync(new SetWorkerDeploymentRampingVersionRequest { Namespace = TestService.Namespace, DeploymentName = Name, BuildId = build, Percentage = percentage });

    private static Task<PollWorkflowTaskQueueResponse> PollAsync(TestService service, string build) => service.Client.CallAsync<PollWorkflowTaskQueueResponse>(Poll(build));

    private static PollWorkflowTaskQueueRequest Poll(string build) => new() { Namespace = TestService.Namespace, TaskQueue = new() { Name = "queue", Kind = TaskQueueKind.Normal }, Identity = build, DeploymentOptions = Options(build) };

    private static Task<IMessage> CompleteAsync(TestService service, PollWorkflowTaskQueueResponse task, string build, VersioningBehavior behavior, params Command[] commands) => service.Client.CallAsync(
        new RespondWorkflowTaskCompletedRequest { Namespace = TestService.Namespace, TaskToken = task.TaskToken, DeploymentOptions = Options(build), VersioningBehavior = behavior, Commands = { commands } });

    private static WorkerDeploymentOptions Options(string build) => new() { DeploymentName = Name, BuildId = build, WorkerVersioningMode = WorkerVersioningMode.Versioned };

    private static WorkerDeploymentVersion Version(string build) => new() { DeploymentName = Name, BuildId = build };
}
