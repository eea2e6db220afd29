using System.Globalization;
using System.Text;
using Docker.DotNet;
using Docker.DotNet.Models;
using SlackClaudeBot.EndToEnd.Drivers;
using SlackClaudeBot.Testing;

namespace SlackClaudeBot.EndToEnd.Hostile;

/// <summary>A task's container as the engine and the agent inside see it.</summary>
/// <param name="Environment">The environment it was made with.</param>
/// <param name="Inside">Everything that the agent's user can read in there: every process's environment and arguments, and all files of home, workspace and /tmp.</param>
/// <param name="Gateway">The host's address in its network.</param>
/// <param name="Reached">The ports that answered it, of those that were tried on that address and on its own loopback.</param>
internal sealed record SandboxLook(string Environment, byte[] Inside, string Gateway, IReadOnlyList<int> Reached)
{
    private const string Connect = """
        import socket, sys
        for host in (sys.argv[1], "127.0.0.1"):
            for port in sys.argv[2:]:
                try:
                    socket.create_connection((host, int(port)), timeout=3).close()
                    print(port)
                except OSError:
                    pass
        """;

    // Files beyond this are git's packs, which are looked through elsewhere.
    private const string Read = "cat /proc/[0-9]*/environ /proc/[0-9]*/cmdline 2>/dev/null; find /home/agent /workspace /tmp -type f -size -1024k -exec cat {} + 2>/dev/null";

    public static async Task<SandboxLook> TakeAsync(string taskId, IEnumerable<int> ports)
    {
        var id = Assert.Single(await DockerLeftovers.OfTaskAsync(taskId));
        using var docker = new DockerClientConfiguration(new Uri(Needs.DockerHost!)).CreateClient();
        var container = await docker.Containers.InspectContainerAsync(id);
        var gateway = container.NetworkSettings.Networks.Values.Single().Gateway;
        var inside = await RunAsync(docker, id, "sh", "-c", Read);
        var reached = await RunAsync(docker, id, ["python3", "-c", Connect, gateway, .. ports.Select(port => port.ToString(CultureInfo.InvariantCulture))]);
        return new SandboxLook(
            string.Join('\n', container.Config.Env),
            inside,
            gateway,
            [.. Encoding.ASCII.GetString(reached).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(port => int.Parse(port, CultureInfo.InvariantCulture))]);
    }

    private static async Task<byte[]> RunAsync(DockerClient docker, string id, params string[] command)
    {
        var exec = await docker.Exec.ExecCreateContainerAsync(id, new ContainerExecCreateParameters { AttachStdout = true, AttachStderr = true, Cmd = command });
        using var streams = await docker.Exec.StartAndAttachContainerExecAsync(exec.ID, tty: false);
        using var output = new MemoryStream();
        await streams.CopyOutputToAsync(Stream.Null, output, Stream.Null, CancellationToken.None);
        return output.ToArray();
    }
}
