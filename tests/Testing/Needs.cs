using System.Diagnostics.CodeAnalysis;

namespace SlackClaudeBot.Testing;

/// <summary>Tools and rights that a test needs in addition to .NET and git.</summary>
public enum Need
{
    /// <summary>A Docker engine (<c>DOCKER_HOST</c>, or the usual socket) with the sandbox image.</summary>
    Docker,

    /// <summary>The Claude Code CLI: <c>CLAUDE_PATH</c>, or <c>claude</c> on the path.</summary>
    ClaudeCli,

    /// <summary>Node.js and npm.</summary>
    Node,

    /// <summary>Chromium.</summary>
    Chromium,

    /// <summary>Root on Linux: for a small disk, or for folders of another user.</summary>
    Root,

    /// <summary>docker-compose, beside a Docker engine of this machine.</summary>
    Compose,

    /// <summary>A Docker engine that may be stopped and started: <c>DOCKER_CONTROL</c>.</summary>
    DockerControl,

    /// <summary>libfaketime: sets the clock of another program.</summary>
    FakeTime,

    /// <summary>Python 3.</summary>
    Python,
}

/// <summary>A test that is skipped on a machine that lacks something, with what to install. In CI (<c>CI=true</c>) it runs and fails instead.</summary>
public sealed class FactWithAttribute : FactAttribute
{
    public FactWithAttribute(params Need[] needs)
    {
        if (!Needs.IsCi && needs.Select(Needs.Missing).FirstOrDefault(m => m is not null) is { } missing)
        {
            Skip = missing;
        }
    }
}

/// <summary>Finds what tests need.</summary>
public static class Needs
{
    /// <summary>Whether nothing may be skipped: <c>CI=true</c>.</summary>
    public static bool IsCi { get; } = Environment.GetEnvironmentVariable("CI") == "true";

    /// <summary>The Docker engine's address, or null if there is none.</summary>
    public static string? DockerHost { get; } = FindDocker();

    /// <summary>The Claude Code CLI, or null if there is none.</summary>
    public static string? Claude { get; } = Environment.GetEnvironmentVariable("CLAUDE_PATH") is { Length: > 0 } path && File.Exists(path) ? path : OnPath("claude");

    /// <summary>Node.js, or null if there is none.</summary>
    public static string? Node { get; } = OnPath("node");

    /// <summary>Chromium, or null if there is none.</summary>
    public static string? Chromium { get; } = OnPath("chromium") ?? OnPath("chromium-browser") ?? OnPath("google-chrome");

    /// <summary>Python 3, or null if there is none.</summary>
    public static string? Python { get; } = OnPath("python3");

    /// <summary>docker-compose, or null if there is none.</summary>
    public static string? Compose { get; } = OnPath("docker-compose");

    /// <summary>The command that stops (<c>--stop</c>) and starts (<c>--start</c>) the Docker engine, or null if the tests may not stop the engine.</summary>
    public static string? DockerControl { get; } = Environment.GetEnvironmentVariable("DOCKER_CONTROL");

    /// <summary>The library that sets another program's clock, or null if there is none.</summary>
    public static string? FakeTime { get; } = Directory.Exists("/usr/lib")
        ? Directory.EnumerateDirectories("/usr/lib", "*-linux-gnu").Select(folder => Path.Combine(folder, "faketime", "libfaketimeMT.so.1")).FirstOrDefault(File.Exists)
        : null;

    /// <summary>The missing part of a need and how to install it; null if the need is met.</summary>
    public static string? Missing(Need need) => need switch
    {
        Need.Docker => DockerHost is null ? "Needs a Docker engine: install docker.io, or set DOCKER_HOST; then build the sandbox image (see the README)." : null,
        Need.ClaudeCli => Claude is null ? "Needs Claude Code: npm install -g @anthropic-ai/claude-code, or set CLAUDE_PATH (.ci/prepare-tools installs it in artifacts/ci/claude)." : null,
        Need.Node => Node is null ? "Needs Node.js with npm." : null,
        Need.Chromium => Chromium is null ? "Needs Chromium." : null,
        Need.Compose => Compose is null ? "Needs docker-compose and, to build the bot's image, .ci/prepare-docker." : null,
        Need.Root => OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess ? null : "Needs to run as root, on Linux.",
        Need.DockerControl => DockerControl is null ? "Needs DOCKER_CONTROL: a command that stops (--stop) and starts (--start) the Docker engine. .ci/prepare-docker names one for a separate engine." : null,
        Need.FakeTime => FakeTime is null ? "Needs libfaketime: apt-get install faketime." : null,
        Need.Python => Python is null ? "Needs Python 3." : null,
        _ => throw new ArgumentOutOfRangeException(nameof(need)),
    };

    /// <summary>Skips the running test with a reason; in CI it fails instead. For a need that shows only when a test looks for it.</summary>
    [DoesNotReturn]
    public static void SkipOrFail(string reason)
    {
        if (!IsCi)
        {
            Assert.Skip(reason);
        }

        Assert.Fail(reason);
    }

    private static string? FindDocker()
    {
        if (Environment.GetEnvironmentVariable("DOCKER_HOST") is { Length: > 0 } host)
        {
            return host;
        }

        const string Socket = "/var/run/docker.sock";
        return File.Exists(Socket) ? "unix://" + Socket : null;
    }

    private static string? OnPath(string program) => (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, program))
        .FirstOrDefault(File.Exists);
}
