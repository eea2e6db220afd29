using Docker.DotNet;
using Docker.DotNet.Models;
using SlackClaudeBot.Foundation.Files;

namespace SlackClaudeBot.Activities.Sandboxes.Docker;

/// <summary>
/// Replaces a task's container by a new one from the image. Its workspace is copied as an archive while no process runs; all else of
/// the old container is gone with it. Each step leaves something from which the next call can go on: the old container exists until its
/// successor was started, and a successor that was started has the whole workspace.
/// </summary>
internal sealed class ContainerRenewal(IDockerClient docker, SandboxOptions options, HostIdentity host, DataDirectory data)
{
    /// <summary>How long copying a workspace may take.</summary>
    private static readonly TimeSpan _copyTimeout = TimeSpan.FromMinutes(20);

    /// <summary>The task's container, running or not; null if there is none. Completes a renewal that was interrupted.</summary>
    public async Task<ContainerInspectResponse?> FindAsync(string taskId, CancellationToken cancellationToken)
    {
        var name = SandboxContainer.Name(host, taskId);
        if (await InspectAsync(name, cancellationToken) is { } found)
        {
            return found;
        }

        if (await InspectAsync(SandboxContainer.SuccessorName(host, taskId), cancellationToken) is not { } successor || !WasStarted(successor))
        {
            return null;
        }

        await RenameAsync(successor.ID, name, cancellationToken);
        return await InspectAsync(name, cancellationToken);
    }

    /// <summary>Replaces a container. Returns the id of its successor, which runs.</summary>
    /// <exception cref="SandboxFullException">The workspace is larger than a sandbox may be.</exception>
    public async Task<string> RenewAsync(ContainerInspectResponse old, string taskId, CancellationToken cancellationToken)
    {
        var name = SandboxContainer.SuccessorName(host, taskId);
        await RemoveAsync(name, cancellationToken);
        await CallAsync(() => docker.Containers.StopContainerAsync(old.ID, new ContainerStopParameters { WaitBeforeKillSeconds = 0 }, cancellationToken), old.ID, cancellationToken);
        var description = SandboxContainer.Describe(options, host, SandboxContainer.RequestOf(old), data.Mirrors);
        description.Name = name;
        var id = (await CallAsync(() => docker.Containers.CreateContainerAsync(description, cancellationToken), string.Empty, cancellationToken)).ID;
        await CopyWorkspaceAsync(old.ID, id, cancellationToken);
        await CallAsync(() => docker.Containers.StartContainerAsync(id, new ContainerStartParameters(), cancellationToken), id, cancellationToken);
        await RemoveAsync(old.ID, cancellationToken);
        await RenameAsync(id, SandboxContainer.Name(host, taskId), cancellationToken);
        return id;
    }

    /// <summary>Removes a container with everything in it; false if it is gone already.</summary>
    public async Task<bool> RemoveAsync(string id, CancellationToken cancellationToken)
    {
        var parameters = new ContainerRemoveParameters { Force = true, RemoveVolumes = true };
        try
        {
            await DockerEngine.CallAsync(options, () => docker.Containers.RemoveContainerAsync(id, parameters, cancellationToken), cancellationToken, id);
            return true;
        }
        // Already gone, or being removed by somebody else.
        catch (SandboxLostException)
        {
            return false;
        }
    }

    private static bool WasStarted(ContainerInspectResponse container) => !container.State.StartedAt.StartsWith("0001-", StringComparison.Ordinal);

    private async Task<ContainerInspectResponse?> InspectAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return await CallAsync(() => docker.Containers.InspectContainerAsync(name, cancellationToken), name, cancellationToken);
        }
        catch (SandboxLostException)
        {
            return null;
        }
    }

    private async Task RenameAsync(string id, string name, CancellationToken cancellationToken)
    {
        try
        {
            await DockerEngine.CallAsync(
                options, () => docker.Containers.RenameContainerAsync(id, new ContainerRenameParameters { NewName = name }, cancellationToken), cancellationToken, id);
        }
        // Somebody else did it meanwhile.
        catch (SandboxLostException)
        {
        }
    }

    private async Task CopyWorkspaceAsync(string from, string to, CancellationToken cancellationToken)
    {
        // The client's limit holds for the whole copy.
        using var copier = DockerEngine.Connect(options, _copyTimeout);
        var archive = await CallAsync(
            () => copier.Containers.GetArchiveFromContainerAsync(from, new GetArchiveFromContainerParameters { Path = SandboxContainer.Workspace }, statOnly: false, cancellationToken),
            from,
            cancellationToken);
        await using var content = new LimitedStream(archive.Stream, options.DiskLimit);
        try
        {
            await DockerEngine.CallAsync(
                options,
                () => copier.Containers.ExtractArchiveToContainerAsync(to, new ContainerPathStatParameters { Path = "/" }, content, cancellationToken),
                cancellationToken,
                to);
        }
        catch (SandboxUnavailableException) when (content.Exceeded is not null)
        {
            throw content.Exceeded;
        }
    }

    private Task<T> CallAsync<T>(Func<Task<T>> call, string id, CancellationToken cancellationToken) => DockerEngine.CallAsync(options, call, cancellationToken, id);
}
