using System.ComponentModel.DataAnnotations;
using SlackClaudeBot.Foundation.Settings;

namespace SlackClaudeBot.Activities.Sandboxes;

/// <summary>The kinds of sandboxes.</summary>
public enum SandboxKind
{
    /// <summary>A separate container for every task.</summary>
    Docker,

    /// <summary>A separate folder and process group, as the bot's user: for trying things out.</summary>
    Process,
}

/// <summary>The settings and limits of sandboxes.</summary>
public sealed class SandboxOptions : IValidatableObject
{
    [Setting("SANDBOX", "docker: a container for each task. process: a plain process of the bot's user, for trusted repositories on a machine without Docker.")]
    public SandboxKind Kind { get; set; } = SandboxKind.Docker;

    [Required]
    [Setting("SANDBOX_IMAGE", "The image of the containers; docker/Dockerfile.sandbox builds it.")]
    public string Image { get; set; } = "slackclaudebot-sandbox:latest";

    [RegularExpression(@"^(unix:///|tcp://|https?://).+", ErrorMessage = "must begin with unix:///, tcp://, http:// or https://.")]
    [Setting("DOCKER_HOST", "Where the Docker engine listens. Not set: unix:///var/run/docker.sock.")]
    public string? DockerHost { get; set; }

    [Required]
    [RegularExpression("^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,62}$", ErrorMessage = "must be a name of letters, digits, dots and dashes.")]
    [Setting("SANDBOX_NETWORK", "The Docker network of the containers. It is created if it is missing, without traffic between containers.")]
    public string Network { get; set; } = "slackclaudebot";

    /// <summary>Bytes; swap is not added.</summary>
    [Range(64L << 20, 1L << 50)]
    [Setting("SANDBOX_MEMORY", "The memory of a container, or of each process of a process sandbox, for example 4G.")]
    public long Memory { get; set; } = 4L << 30;

    [Range(0.1, 1024)]
    [Setting("SANDBOX_CPUS", "The processors of a container.")]
    public double Cpus { get; set; } = 2;

    [Range(16, 1_000_000)]
    [Setting("SANDBOX_PIDS", "How many processes and threads a container may have.")]
    public int Pids { get; set; } = 512;

    [Range(1, 1000)]
    [Setting("MAX_TASKS_PER_HOST", "How many tasks this host works on at once; the others are queued. Not set: one for each processor, if the memory suffices for SANDBOX_MEMORY each.")]
    public int? MaxTasksPerHost { get; set; }

    /// <summary>How many tasks this host works on at once. Tasks that wait for people are not counted.</summary>
    public int TasksAtOnce => MaxTasksPerHost ?? Math.Max(1, (int)Math.Min(Environment.ProcessorCount, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / Memory));

    /// <summary>Bytes.</summary>
    [Range(1L << 20, 1L << 50)]
    [Setting("SANDBOX_DISK_LIMIT", "What a sandbox may write to disk, for example 20G. A sandbox that exceeds it is removed.")]
    public long DiskLimit { get; set; } = 20L << 30;

    /// <summary>Bytes; counted as memory.</summary>
    [Range(1L << 20, 1L << 40)]
    [Setting("SANDBOX_TMP", "The size of /tmp in a container; it lives in the container's memory.")]
    public long TemporarySpace { get; set; } = 1L << 30;

    [Setting("SANDBOX_PATH", "The PATH inside a process sandbox. Not set: the bot's own.")]
    public string? ProcessPath { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Kind == SandboxKind.Process && ProcessPath is not null && !ProcessPath.Split(Path.PathSeparator).Any(Directory.Exists))
        {
            yield return new ValidationResult("names no folder that exists.", [nameof(ProcessPath)]);
        }

        if (TemporarySpace > Memory)
        {
            yield return new ValidationResult("must not be larger than SANDBOX_MEMORY, which holds it.", [nameof(TemporarySpace)]);
        }
    }
}
