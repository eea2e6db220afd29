using System.Text;
using Docker.DotNet;
using Microsoft.Extensions.Logging.Abstractions;
using SlackClaudeBot.Activities.Gateway;
using SlackClaudeBot.Activities.Sandboxes;
using SlackClaudeBot.Activities.Sandboxes.Docker;
using SlackClaudeBot.Activities.Sandboxes.Process;
using SlackClaudeBot.Foundation.Files;
using SlackClaudeBot.Testing;

namespace SlackClaudeBot.Activities.Tests.Sandboxes;

/// <summary>A host with its own data directory. All its sandboxes are removed at the end.</summary>
public abstract class SandboxFixture : IAsyncLifetime, IModelGatewayEndpoint
{
    private readonly string _root = Directory.CreateTempSubdirectory("sandboxes-").FullName;

    protected SandboxFixture()
    {
        Data = new DataDirectory(_root);
        Host = HostIdentity.Load(Data);
    }

    public DataDirectory Data { get; }

    public HostIdentity Host { get; }

    public abstract SandboxOptions Options { get; }

    public abstract ISandboxProvider Provider { get; }

    public int Port { get; set; } = 4567;

    /// <summary>Whether this machine has what the provider needs.</summary>
    protected virtual bool HasProvider => true;

    public virtual ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public virtual async ValueTask DisposeAsync()
    {
        if (HasProvider)
        {
            foreach (var owner in await Provider.ListAsync(CancellationToken.None))
            {
                await Provider.RemoveAsync(owner.TaskId, CancellationToken.None);
            }
        }

        Directory.Delete(_root, recursive: true);
    }

    /// <summary>A new task's sandbox.</summary>
    public Task<ISandbox> NewSandboxAsync(params string[] mirrors) =>
        Provider.ProvisionAsync(new SandboxRequest(NewTaskId(), "fix-test", mirrors), CancellationToken.None);

    /// <summary>An empty folder for a mirror.</summary>
    public string NewMirror(string path)
    {
        Directory.CreateDirectory(Path.Combine(Data.Mirrors, path));
        return path;
    }

    public static string NewTaskId() => Guid.NewGuid().ToString("N")[..10];
}

/// <summary>Sandboxes of a real Docker engine.</summary>
public sealed class DockerFixture : SandboxFixture
{
    private bool _hasEngine;

    public DockerFixture()
    {
        Options = new SandboxOptions
        {
            DockerHost = Environment.GetEnvironmentVariable("DOCKER_HOST"),
            Network = "slackclaudebot-tests",
            DiskLimit = 256L << 20,
            Memory = 1L << 30,
            TemporarySpace = 64L << 20,
        };
        Docker = DockerEngine.Connect(Options);
        Network = new DockerSandboxNetwork(Docker, Options);
        Provider = new DockerSandboxProvider(Docker, Options, Data, Host, Network, this, TimeProvider.System, NullLogger<DockerSandboxProvider>.Instance);
    }

    public override SandboxOptions Options { get; }

    public override ISandboxProvider Provider { get; }

    public IDockerClient Docker { get; }

    public DockerSandboxNetwork Network { get; }

    protected override bool HasProvider => _hasEngine;

    public override async ValueTask InitializeAsync()
    {
        if (await DockerEngine.FindProblemAsync(Options, CancellationToken.None) is { } problem)
        {
            Needs.SkipOrFail($"Needs a Docker engine with the sandbox image: run .ci/prepare-docker. {problem}");
        }

        _hasEngine = true;
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Docker.Dispose();
    }
}

/// <summary>Sandboxes that are processes of this host.</summary>
public sealed class ProcessFixture : SandboxFixture
{
    public ProcessFixture() =>
        Provider = new ProcessSandboxProvider(Options, Data, Host, this, TimeProvider.System, NullLogger<ProcessSandboxProvider>.Instance);

    public override SandboxOptions Options { get; } = new() { Kind = SandboxKind.Process, DiskLimit = 256L << 20 };

    public override ISandboxProvider Provider { get; }
}

/// <summary>How a program ended and what it printed.</summary>
public sealed record Ran(SandboxExit Exit, string Output, string Error);

/// <summary>Runs programs and keeps what they print.</summary>
public static class SandboxRuns
{
    public static Task<Ran> ShellAsync(this ISandbox sandbox, string script, params string[] arguments) =>
        sandbox.KeepAsync(new SandboxCommand(["sh", "-c", script, "sh", .. arguments]));

    public static async Task<Ran> KeepAsync(this ISandbox sandbox, SandboxCommand command, CancellationToken cancellationToken = default)
    {
        using var output = new MemoryStream();
        using var error = new MemoryStream();
        var exit = await sandbox.RunAsync(
            command with { OnOutput = (bytes, _) => Keep(output, bytes), OnError = (bytes, _) => Keep(error, bytes) }, cancellationToken);
        return new Ran(exit, Encoding.UTF8.GetString(output.ToArray()), Encoding.UTF8.GetString(error.ToArray()));
    }

    /// <summary>Starts a program and waits until it has printed something.</summary>
    public static async Task<Task<SandboxExit>> StartAsync(this ISandbox sandbox, SandboxCommand command, CancellationToken cancellationToken = default)
    {
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = sandbox.RunAsync(
            command with
            {
                OnOutput = async (bytes, token) =>
                {
                    ready.TrySetResult();
                    if (command.OnOutput is { } next)
                    {
                        await next(bytes, token);
                    }
                },
            },
            cancellationToken);
        await await Task.WhenAny(ready.Task, running);
        return running;
    }

    private static ValueTask Keep(MemoryStream target, ReadOnlyMemory<byte> bytes)
    {
        target.Write(bytes.Span);
        return ValueTask.CompletedTask;
    }
}
