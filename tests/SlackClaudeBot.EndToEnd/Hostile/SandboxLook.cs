using Docker.DotNet;
using Docker.DotNet.Models;
using SlackClaudeBot.EndToEnd.Drivers;
using SlackClaudeBot.TestSupport;

namespace SlackClaudeBot.EndToEnd.Hostile;

/// <summary>What a task's container shows, to the engine and to the agent inside.</summary>
/// <param name="Environment">The environment it was made with.</param>
/// <param name="Inside">What the agent's user can read in there: every process's environment and arguments, and all files of home, workspace and /tmp.</param>
/// <param name="Gateway">The host's address in its network.</param>
internal sealed record SandboxLook(string Environment, byte[] Inside, string Gateway)
{
    // Files beyond this are git's packs, which are looked through elsewhere.
    private const string Read = "cat /proc/[0-9]*/environ /proc/[0-9]*/cmdline 2>/dev/null; find /home/agent /workspace /tmp -type f -size -1024k -exec cat {} + 2>/dev/null";

    public static async Task<SandboxLook> TakeAsync(string taskId)
    {
        var id = Assert.Single(await DockerLeftovers.OfTaskAsync(taskId));
        using var docker = new DockerClientConfiguration(new Uri(Needs.DockerHost!)).CreateClient();
        var container = await docker.Containers.InspectContainerAsync(id);
        var exec = await docker.Exec.ExecCreateContainerAsync(id, new ContainerExecCreateParameters { AttachStdout = true, AttachStderr = true, Cmd = ["sh", "-c", Read] });
        using var streams = await docker.Exec.StartAndAttachContainerExecAsync(exec.ID, tty: false);
        using var inside = new MemoryStream();
        await streams.CopyOutputToAsync(Stream.Null, inside, Stream.Null, CancellationToken.None);
        return new SandboxLook(string.Join('\n', container.Config.Env), inside.ToArray(), container.NetworkSettings.Networks.Values.Single().Gateway);
    }
}
