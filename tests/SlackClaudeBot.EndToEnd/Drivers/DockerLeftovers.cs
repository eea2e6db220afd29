using System.Net;
using Docker.DotNet;
using Docker.DotNet.Models;
using SlackClaudeBot.Testing;

namespace SlackClaudeBot.EndToEnd.Drivers;

/// <summary>Containers and networks that the program left in the Docker engine.</summary>
public static class DockerLeftovers
{
    /// <summary>The containers of a task, running or not.</summary>
    public static async Task<IReadOnlyList<string>> OfTaskAsync(string taskId)
    {
        using var docker = Connect();
        return [.. (await ListAsync(docker, $"slackclaudebot.task={taskId}")).Select(c => c.ID)];
    }

    /// <summary>Removes a task's containers by force, as a machine that loses them would.</summary>
    public static async Task RemoveTaskAsync(string taskId)
    {
        using var docker = Connect();
        await RemoveAsync(docker, await ListAsync(docker, $"slackclaudebot.task={taskId}"));
    }

    /// <summary>Stops a task's containers at once, as an engine does that is restarted.</summary>
    public static async Task StopTaskAsync(string taskId)
    {
        using var docker = Connect();
        foreach (var container in await ListAsync(docker, $"slackclaudebot.task={taskId}"))
        {
            await docker.Containers.StopContainerAsync(container.ID, new ContainerStopParameters { WaitBeforeKillSeconds = 0 });
        }
    }

    /// <summary>The containers of one program, known by the host id in its data directory.</summary>
    public static async Task<IReadOnlyList<string>> OfProgramAsync(string dataDirectory)
    {
        using var docker = Connect();
        return [.. (await ListOfProgramAsync(docker, dataDirectory)).Select(c => c.ID)];
    }

    /// <summary>Removes the containers of one program.</summary>
    public static async Task RemoveAsync(string dataDirectory)
    {
        if (Needs.DockerHost is null || !File.Exists(IdentityFile(dataDirectory)))
        {
            return;
        }

        using var docker = Connect();
        await RemoveAsync(docker, await ListOfProgramAsync(docker, dataDirectory));
    }

    private static string IdentityFile(string dataDirectory) => Path.Combine(dataDirectory, "host", "host-id");

    private static async Task<IList<ContainerListResponse>> ListOfProgramAsync(DockerClient docker, string dataDirectory) =>
        await ListAsync(docker, $"slackclaudebot.host={(await File.ReadAllTextAsync(IdentityFile(dataDirectory))).Trim()}");

    private static DockerClient Connect() => new DockerClientConfiguration(new Uri(Needs.DockerHost!)).CreateClient();

    private static Task<IList<ContainerListResponse>> ListAsync(DockerClient docker, string label) => docker.Containers.ListContainersAsync(new ContainersListParameters
    {
        All = true,
        Filters = new Dictionary<string, IDictionary<string, bool>> { ["label"] = new Dictionary<string, bool> { [label] = true } },
    });

    private static Task RemoveAsync(DockerClient docker, IEnumerable<ContainerListResponse> containers) =>
        Task.WhenAll(containers.Select(c => RemoveAsync(docker, c.ID)));

    private static async Task RemoveAsync(DockerClient docker, string id)
    {
        try
        {
            await docker.Containers.RemoveContainerAsync(id, new ContainerRemoveParameters { Force = true });
        }
        catch (DockerApiException e) when (e.StatusCode is HttpStatusCode.Conflict or HttpStatusCode.NotFound)
        {
            // It is being removed, or was.
        }
    }
}
