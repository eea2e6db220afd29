using System.Globalization;
using Docker.DotNet.Models;
using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Activities.Sandboxes.Docker;

/// <summary>Describes the container of a task: what it is and what it may take.</summary>
internal static class SandboxContainer
{
    public const string User = "1000:1000";
    public const string Home = "/home/agent";
    public const string Workspace = "/workspace";
    public const string Mirrors = "/mirrors";

    public static string Name(HostIdentity host, string taskId) => $"slackclaudebot-{host.Id}-{new TaskId(taskId)}";

    /// <summary>The name of the container that replaces another one, until it has the workspace.</summary>
    public static string SuccessorName(HostIdentity host, string taskId) => $"slackclaudebot-next-{host.Id}-{new TaskId(taskId)}";

    /// <summary>The request that a container was made from.</summary>
    public static SandboxRequest RequestOf(ContainerInspectResponse container) => new(
        container.Config.Labels[ContainerLabels.Task],
        container.Config.Labels.TryGetValue(ContainerLabels.Workflow, out var workflow) ? workflow : string.Empty,
        [.. container.HostConfig.Mounts?.Select(mount => mount.Target[(Mirrors.Length + 1)..]) ?? []]);

    public static CreateContainerParameters Describe(
        SandboxOptions options, HostIdentity host, SandboxRequest request, string mirrors) => new()
        {
            Name = Name(host, request.TaskId),
            Image = options.Image,
            User = User,
            WorkingDir = Workspace,
            Hostname = "sandbox",
            Entrypoint = ["sleep"],
            Cmd = ["infinity"],
            Env = [$"HOME={Home}"],
            Labels = new Dictionary<string, string>
            {
                [ContainerLabels.CreatedBy] = ContainerLabels.Us,
                [ContainerLabels.Task] = request.TaskId,
                [ContainerLabels.Workflow] = request.WorkflowId,
                [ContainerLabels.Host] = host.Id,
            },
            HostConfig = new HostConfig
            {
                Init = true,
                NetworkMode = options.Network,
                CapDrop = ["ALL"],
                SecurityOpt = ["no-new-privileges"],
                Memory = options.Memory,
                // The same as the memory: no swap on top.
                MemorySwap = options.Memory,
                NanoCPUs = (long)(options.Cpus * 1e9),
                PidsLimit = options.Pids,
                // Open files stay as the engine has them: a limit above its own keeps a container from starting.
                Ulimits =
                [
                    new Ulimit { Name = "fsize", Soft = options.DiskLimit, Hard = options.DiskLimit },
                    new Ulimit { Name = "core", Soft = 0, Hard = 0 },
                ],
                Mounts =
                [
                    .. request.Mirrors.Select(m => new Mount { Type = "bind", Source = Path.Combine(mirrors, m), Target = $"{Mirrors}/{m}", ReadOnly = true }),
                ],
                Tmpfs = new Dictionary<string, string>
                {
                    ["/tmp"] = string.Create(CultureInfo.InvariantCulture, $"rw,exec,nosuid,nodev,mode=1777,size={options.TemporarySpace}"),
                },
                // It prints nothing; a log would only be another file to fill.
                LogConfig = new LogConfig { Type = "none" },
            },
        };
}
