using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NSubstitute;
using SlackClaudeBot.Activities.Agents;
using SlackClaudeBot.Activities.Sandboxes;
using SlackClaudeBot.Activities.Sandboxes.Process;
using SlackClaudeBot.Activities.Tests.Gateway;
using SlackClaudeBot.Foundation.Artifacts;
using SlackClaudeBot.Foundation.Files;
using SlackClaudeBot.Foundation.Progress;
using SlackClaudeBot.Playground.MessagesApi;
using SlackClaudeBot.Workflows.Contracts.Agents;
using SlackClaudeBot.Workflows.Contracts.Sandboxes;
using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Activities.Tests.Agents;

/// <summary>Everything between the activity and the model, all of it real but the model: runner, sandbox, Claude Code, gateway, Messages API.</summary>
internal sealed class AgentHarness : IAsyncDisposable
{
    public const string TaskId = "abc123";

    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly TemporaryFolder _folder;
    private readonly WebApplication _api;
    private readonly GatewayHarness _gateway;
    private readonly ILoggerFactory _logs;
    private readonly ProcessSandboxProvider _sandboxes;
    private readonly DataDirectory _data;

    private AgentHarness(TemporaryFolder folder, WebApplication api, GatewayHarness gateway, ScriptedModel model)
    {
        (_folder, _api, _gateway, Model) = (folder, api, gateway, model);
        _logs = LoggerFactory.Create(logging => logging.AddProvider(gateway.Log));
        var data = new DataDirectory(Path.Combine(folder.Path, "data"));
        Artifacts = new FileArtifactStore(data);
        _data = data;
        _sandboxes = new ProcessSandboxProvider(
            new SandboxOptions(), data, HostIdentity.Load(data), gateway.Endpoint, TimeProvider.System, _logs.CreateLogger<ProcessSandboxProvider>());
    }

    /// <summary>Happens with each heartbeat.</summary>
    public event Action<AgentHeartbeat>? Beat;

    public ScriptedModel Model { get; }

    public ISandbox Sandbox { get; private set; } = null!;

    public FileArtifactStore Artifacts { get; }

    public AgentOptions Options { get; } = new() { Model = "sonnet", ApiRetries = 0, InterruptGrace = TimeSpan.FromSeconds(5) };

    public RecordedProgress Progress { get; } = new();

    /// <summary>The runner's clock.</summary>
    public HurriedClock Clock { get; } = new();

    public ConcurrentQueue<AgentHeartbeat> Heartbeats { get; } = [];

    public string Log => _gateway.Log.Text;

    /// <summary>With the real Claude Code.</summary>
    public static async Task<AgentHarness> StartAsync(ScriptedModel model)
    {
        var harness = await StartWithoutAgentAsync(model);
        harness.Options.Program = ClaudeProgram.Path;
        return harness;
    }

    /// <summary>With a program that the test names.</summary>
    public static async Task<AgentHarness> StartWithoutAgentAsync(ScriptedModel model)
    {
        var folder = new TemporaryFolder();
        model.ApiKey = GatewayHarness.RealKey;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRouting();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k => k.Listen(System.Net.IPAddress.Loopback, 0));
        var api = builder.Build();
        api.UseRouting();
        MessagesEndpoints.Map(api, "/anthropic", model);
        await api.StartAsync();
        var address = api.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        var gateway = await GatewayHarness.StartAsync(new Uri(address + "/anthropic"), Path.Combine(folder.Path, "data"));
        var harness = new AgentHarness(folder, api, gateway, model);
        harness.Sandbox = await harness._sandboxes.ProvisionAsync(new SandboxRequest(TaskId, "fix-abc123", []), CancellationToken.None);
        return harness;
    }

    /// <summary>With a shell script in Claude Code's place.</summary>
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public static async Task<AgentHarness> StartWithProgramAsync(string script)
    {
        var harness = await StartWithoutAgentAsync(ScriptedModel.Of(ModelStep.Say("unused")));
        harness.Options.Program = harness.WorkspaceFile("program", "#!/bin/sh\n" + script + "\n");
        File.SetUnixFileMode(harness.Options.Program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return harness;
    }

    /// <summary>A request for one run.</summary>
    public static RunClaudeCode Run(string prompt = "Do it.", int attempt = 1, int turn = 1, ClaudeResult? after = null) => new()
    {
        Sandbox = new SandboxHandle(new TaskId(TaskId), TaskId, "host", "process"),
        Key = new AttemptKey(new TaskId(TaskId), "fix-abc123", "fix", attempt),
        Turn = turn,
        Prompt = prompt,
        SessionId = after?.SessionId,
        Transcript = after?.Transcript,
        MaxTurns = 20,
        Timeout = TimeSpan.FromMinutes(2),
    };

    /// <summary>Runs it as one attempt of the activity would.</summary>
    public Task<ClaudeResult> RunAsync(RunClaudeCode input, Func<bool>? endsRun = null, CancellationToken cancellationToken = default) =>
        Runner().RunAsync(input, new AgentRunContext(Hear, endsRun ?? (() => false), cancellationToken));

    /// <summary>The activity itself.</summary>
    public AgentActivities Activities() => new(Runner());

    /// <summary>A file in the agent's folder.</summary>
    public string WorkspaceFile(string name, string? content = null)
    {
        var path = Path.Combine(Sandbox.Workspace, name);
        if (content is not null)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, content);
        }

        return path;
    }

    /// <summary>Makes an execution look as if it had started in 1970.</summary>
    public Task BeganLongAgoAsync(string run, int execution) => File.WriteAllTextAsync(Path.Combine(ExecutionFolder(run, execution), "started"), "1\n");

    /// <summary>The folder, inside, of an execution.</summary>
    public string ExecutionFolder(string run, int execution) =>
        Assert.Single(Directory.GetDirectories(Path.Combine(Sandbox.Home, ".agent-runs", run), $"{execution}-*"));

    /// <summary>Completes when the agent has made a file.</summary>
    public async Task FileAppearsAsync(string name)
    {
        var appeared = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watcher = new FileSystemWatcher(Sandbox.Workspace, name);
        watcher.Created += (_, _) => appeared.TrySetResult();
        watcher.EnableRaisingEvents = true;
        if (!File.Exists(WorkspaceFile(name)))
        {
            await appeared.Task.WaitAsync(Patience);
        }
    }

    /// <summary>Completes with the next heartbeat, or the next such one.</summary>
    public async Task BeatAsync(Func<AgentHeartbeat, bool>? which = null)
    {
        var beat = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Heard(AgentHeartbeat heartbeat)
        {
            if (which?.Invoke(heartbeat) != false)
            {
                beat.TrySetResult();
            }
        }

        Beat += Heard;
        await beat.Task.WaitAsync(Patience);
        Beat -= Heard;
    }

    /// <summary>The sandbox is lost with everything in it, and another one is made.</summary>
    public async Task ReplaceSandboxAsync()
    {
        await LoseSandboxAsync();
        Sandbox = await _sandboxes.ProvisionAsync(new SandboxRequest(TaskId, "fix-abc123", []), CancellationToken.None);
    }

    /// <summary>All of the sandbox's processes are killed, as by a restart of its machine.</summary>
    public async Task KillEverythingAsync()
    {
        foreach (var id in Ids())
        {
            using var process = System.Diagnostics.Process.GetProcessById(id);
            process.Kill();
            await process.WaitForExitAsync();
        }
    }

    /// <summary>Completes when a kept transcript holds a text.</summary>
    public async Task TranscriptContainsAsync(string text)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!Directory.EnumerateFiles(new DataDirectory(Path.Combine(_folder.Path, "data")).Artifacts, "session-*.jsonl", SearchOption.AllDirectories)
            .Any(f => File.ReadAllText(f).Contains(text, StringComparison.Ordinal)))
        {
            await BeatAsync().WaitAsync(patience.Token);
        }
    }

    /// <summary>The tasks whose token the gateway takes.</summary>
    public IReadOnlyList<string> OpenTokens() => Directory.GetFiles(Path.Combine(_folder.Path, "data", "gateway", "open"));

    public Task StopApiAsync() => _api.StopAsync();

    public Task LoseSandboxAsync() => _sandboxes.RemoveAsync(TaskId, CancellationToken.None);

    /// <summary>The command lines of the processes that belong to this sandbox: their environment names its home.</summary>
    public IReadOnlyList<string> Processes() =>
        [.. Ids().Select(id => Read($"/proc/{id}/cmdline").Replace('\0', ' ')).Where(c => c.Length > 0)];

    public async ValueTask DisposeAsync()
    {
        await LoseSandboxAsync();
        await _gateway.DisposeAsync();
        await _api.DisposeAsync();
        _logs.Dispose();
        _folder.Dispose();
    }

    private AgentRunner Runner() => new(
        _sandboxes,
        new CleanSandboxes(_sandboxes, Substitute.For<IBotFiles>(), _data),
        new RunRecords(Artifacts, _logs.CreateLogger<RunRecords>()),
        new SessionTranscripts(Artifacts, _logs.CreateLogger<SessionTranscripts>()),
        _gateway.Tokens,
        Progress,
        Options,
        Clock,
        _logs.CreateLogger<AgentRunner>());

    private void Hear(AgentHeartbeat heartbeat)
    {
        Heartbeats.Enqueue(heartbeat);
        Beat?.Invoke(heartbeat);
    }

    private IEnumerable<int> Ids() => Directory.EnumerateDirectories("/proc")
        .Select(folder => int.TryParse(Path.GetFileName(folder), out var id) ? id : 0)
        .Where(id => id > 0 && Read($"/proc/{id}/environ").Contains($"HOME={Sandbox.Home}\0", StringComparison.Ordinal));

    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return string.Empty;
        }
    }
}

/// <summary>A clock that is ahead as far as a test puts it.</summary>
internal sealed class HurriedClock : TimeProvider
{
    private long _ahead;

    public void PutForward(TimeSpan time) => Interlocked.Add(ref _ahead, (long)(time.TotalSeconds * TimestampFrequency));

    public override long GetTimestamp() => base.GetTimestamp() + Interlocked.Read(ref _ahead);
}

/// <summary>Remembers what was shown.</summary>
internal sealed class RecordedProgress : ITaskProgress
{
    public ConcurrentQueue<AgentProgress> Reports { get; } = [];

    public int Completions { get; private set; }

    public ValueTask ReportAsync(AttemptKey run, AgentProgress progress)
    {
        Reports.Enqueue(progress);
        return ValueTask.CompletedTask;
    }

    public ValueTask CompleteAsync(AttemptKey run)
    {
        Completions++;
        return ValueTask.CompletedTask;
    }
}
