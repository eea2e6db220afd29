using System.Collections.Concurrent;
using System.Net;
using Docker.DotNet;
using Docker.DotNet.Models;
using Microsoft.Extensions.Logging;
using SlackClaudeBot.Activities.Gateway;
using SlackClaudeBot.Foundation.Files;

namespace SlackClaudeBot.Activities.Sandboxes.Docker;

/// <summary>Sandboxes that are containers, one a task, named after it.</summary>
public sealed partial class DockerSandboxProvider(
    IDockerClient docker,
    SandboxOptions options,
    DataDirectory data,
    HostIdentity host,
    IGatewayNetwork network,
    IModelGatewayEndpoint gateway,
    TimeProvider time,
    ILogger<DockerSandboxProvider> logger) : ISandboxProvider
{
    /// <summary>A round fails where another makes or removes the container at the same time.</summary>
    private const int MaxRounds = 50;

    /// <summary>Between rounds: a container's name is taken some time before it can be seen.</summary>
    private static readonly TimeSpan _roundPause = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<string, SandboxFullException> _evictions = new();

    private readonly ContainerRenewal _renewal = new(docker, options, host, data);

    public string Kind => "docker";

    public async Task<ISandbox> ProvisionAsync(SandboxRequest request, CancellationToken cancellationToken)
    {
        var taskId = request.TaskId;
        var name = SandboxContainer.Name(host, taskId);
        for (var round = 0; round < MaxRounds; round++)
        {
            // Also creates the network, which must exist before the container.
            var address = await network.GetHostAddressAsync(cancellationToken);
            var found = await FindAsync(taskId, cancellationToken);
            var id = found?.ID ?? await CreateAsync(request, cancellationToken);
            if (id is not null && (found is { State.Running: true } || await StartAsync(id, cancellationToken)))
            {
                _evictions.TryRemove(taskId, out _);
                return Open(id, taskId, address);
            }

            await Task.Delay(_roundPause, time, cancellationToken);
        }

        throw new SandboxUnavailableException($"The container {name} was made and removed by turns: does another program remove it?");
    }

    public async Task<ISandbox> GetAsync(string taskId, CancellationToken cancellationToken)
    {
        var found = await FindAsync(taskId, cancellationToken);
        if (found is not { State.Running: true })
        {
            throw Lost(taskId);
        }

        var endpoint = found.NetworkSettings.Networks.TryGetValue(options.Network, out var settings) ? settings.Gateway : null;
        var address = IPAddress.TryParse(endpoint, out var known) ? known : await network.GetHostAddressAsync(cancellationToken);
        return Open(found.ID, taskId, address);
    }

    public async Task<ISandbox> RenewAsync(string taskId, CancellationToken cancellationToken)
    {
        var found = await FindAsync(taskId, cancellationToken) ?? throw Lost(taskId);
        var address = await network.GetHostAddressAsync(cancellationToken);
        try
        {
            var id = await _renewal.RenewAsync(found, taskId, cancellationToken);
            Log.Renewed(logger, found.ID, id, taskId);
            return Open(id, taskId, address);
        }
        catch (SandboxFullException e)
        {
            await EvictAsync(taskId, e, cancellationToken);
            throw Lost(taskId);
        }
    }

    public async Task RemoveAsync(string taskId, CancellationToken cancellationToken)
    {
        await RemoveContainersAsync(taskId, cancellationToken);
        _evictions.TryRemove(taskId, out _);
    }

    public async Task<IReadOnlyList<SandboxOwner>> ListAsync(CancellationToken cancellationToken) =>
    [
        .. from container in await ListContainersAsync(new ContainersListParameters { All = true }, cancellationToken)
           let created = new DateTimeOffset(DateTime.SpecifyKind(container.Created, DateTimeKind.Utc))
           select new SandboxOwner(container.Labels[ContainerLabels.Task], container.Labels.TryGetValue(ContainerLabels.Workflow, out var workflow) ? workflow : string.Empty, created),
    ];

    public async Task<IReadOnlyList<SandboxUsage>> MeasureAsync(CancellationToken cancellationToken) =>
    [
        .. from container in await ListContainersAsync(new ContainersListParameters { Size = true }, cancellationToken)
           select new SandboxUsage(container.Labels[ContainerLabels.Task], container.SizeRw),
    ];

    public async Task EvictAsync(string taskId, SandboxFullException reason, CancellationToken cancellationToken)
    {
        _evictions[taskId] = reason;
        await RemoveContainersAsync(taskId, cancellationToken);
    }

    private DockerSandbox Open(string id, string taskId, IPAddress address) =>
        new(docker, options, id, taskId, host, address, gateway, time, () => _evictions.GetValueOrDefault(taskId));

    private SandboxLostException Lost(string taskId) => new(SandboxContainer.Name(host, taskId), _evictions.GetValueOrDefault(taskId));

    private Task<ContainerInspectResponse?> FindAsync(string taskId, CancellationToken cancellationToken) => _renewal.FindAsync(taskId, cancellationToken);

    private async Task RemoveContainersAsync(string taskId, CancellationToken cancellationToken)
    {
        // The successor first: alone it would be taken for the sandbox.
        await RemoveContainerAsync(SandboxContainer.SuccessorName(host, taskId), cancellationToken);
        await RemoveContainerAsync(SandboxContainer.Name(host, taskId), cancellationToken);
    }

    /// <summary>Null where another made it first.</summary>
    private async Task<string?> CreateAsync(SandboxRequest request, CancellationToken cancellationToken)
    {
        var description = SandboxContainer.Describe(options, host, request, data.Mirrors);
        try
        {
            var created = await DockerEngine.CallAsync(options, () => docker.Containers.CreateContainerAsync(description, cancellationToken), cancellationToken);
            Log.Created(logger, created.ID, request.TaskId);
            return created.ID;
        }
        catch (DockerApiException e) when (e.StatusCode == HttpStatusCode.Conflict)
        {
            return null;
        }
    }

    /// <summary>False if it had to be abandoned. A stopped container, for example after a restart of the host, starts again with its files.</summary>
    private async Task<bool> StartAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            await DockerEngine.CallAsync(options, () => docker.Containers.StartContainerAsync(id, new ContainerStartParameters(), cancellationToken), cancellationToken, id);
            return true;
        }
        catch (SandboxLostException)
        {
            await RemoveContainerAsync(id, cancellationToken);
            return false;
        }
        catch (SandboxUnavailableException e) when (e.InnerException is DockerApiException)
        {
            // A container that cannot start must not block the next attempt.
            await RemoveContainerAsync(id, cancellationToken);
            throw;
        }
    }

    private async Task RemoveContainerAsync(string id, CancellationToken cancellationToken)
    {
        if (await _renewal.RemoveAsync(id, cancellationToken))
        {
            Log.Removed(logger, id);
        }
    }

    private Task<IList<ContainerListResponse>> ListContainersAsync(ContainersListParameters parameters, CancellationToken cancellationToken)
    {
        parameters.Filters = new Dictionary<string, IDictionary<string, bool>>
        {
            ["label"] = new Dictionary<string, bool> { [$"{ContainerLabels.Host}={host.Id}"] = true, [ContainerLabels.Task] = true },
        };
        return DockerEngine.CallAsync(options, () => docker.Containers.ListContainersAsync(parameters, cancellationToken), cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Made container {ContainerId} for task {TaskId}.")]
        public static partial void Created(ILogger logger, string containerId, string taskId);

        [LoggerMessage(LogLevel.Information, "Replaced container {OldId} of task {TaskId} by {NewId}, which has its workspace and nothing else.")]
        public static partial void Renewed(ILogger logger, string oldId, string newId, string taskId);

        [LoggerMessage(LogLevel.Information, "Removed container {Container}.")]
        public static partial void Removed(ILogger logger, string container);
    }
}
