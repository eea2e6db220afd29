using System.Globalization;
using System.Reflection;
using System.Text;
using SlackClaudeBot.Activities.Sandboxes;

namespace SlackClaudeBot.Activities.Agents;

/// <summary>
/// A named run inside a sandbox. Its processes write to files there and do not depend on the bot: if it dies they continue, and
/// a later process can read the run's state and follow its events from the first one.
/// </summary>
/// <param name="sandbox">Where.</param>
/// <param name="name">The run's name.</param>
/// <param name="executions">The folders of its executions; number 1 is the first one.</param>
internal sealed class SandboxedRun(ISandbox sandbox, string name, IReadOnlyList<string> executions)
{
    /// <summary>The exit code of a start that found the execution started already.</summary>
    public const int AlreadyClaimed = 76;

    private const int FoundDead = 75;
    private const int MaxProbeBytes = 256 * 1024;
    private const int MaxErrorBytes = 4 * 1024;

    /// <summary>More events than this are dropped; the agent's own limits end a run long before.</summary>
    private const long MaxEventBytes = 1L << 30;

    private static readonly byte[] _script = ReadScript();

    private string Folder => $"{sandbox.Home}/.agent-runs";

    private string ScriptFile => $"{Folder}/agent-run.sh";

    /// <summary>Puts the script in place.</summary>
    public Task InstallAsync(CancellationToken cancellationToken) => sandbox.WriteFileAsync(ScriptFile, _script, cancellationToken);

    /// <summary>Reads the state of the run and its session.</summary>
    public async Task<RunProbe> ProbeAsync(string configFolder, Guid sessionId, CancellationToken cancellationToken)
    {
        using var output = new MemoryStream();
        await ScriptAsync(["probe", $"{Folder}/{name}", configFolder, sessionId.ToString(), .. executions], output, cancellationToken);
        return RunProbe.Parse(Encoding.UTF8.GetString(output.ToArray()));
    }

    /// <summary>Writes the prompt of an execution.</summary>
    public Task PrepareAsync(int execution, byte[] prompt, CancellationToken cancellationToken) =>
        sandbox.WriteFileAsync($"{Execution(execution)}/prompt", prompt, cancellationToken);

    /// <summary>Runs an execution to its end. Abandoning the task leaves the execution running.</summary>
    public Task<SandboxExit> StartAsync(int execution, IReadOnlyList<string> program, IReadOnlyDictionary<string, string> environment, TimeSpan timeout) =>
        sandbox.RunAsync(
            new SandboxCommand(["/bin/sh", ScriptFile, "start", Execution(execution), .. program]) { Environment = environment, Timeout = timeout },
            CancellationToken.None);

    /// <summary>Reads an execution's events from the first on until it has ended; false if it died instead.</summary>
    public async Task<bool> FollowAsync(int execution, TimeSpan timeout, Action<ReadOnlyMemory<byte>> onEvents, CancellationToken cancellationToken)
    {
        var exit = await sandbox.RunAsync(
            new SandboxCommand(["/bin/sh", ScriptFile, "follow", Execution(execution)])
            {
                Timeout = timeout,
                InterruptGrace = TimeSpan.FromSeconds(1),
                MaxOutputBytes = MaxEventBytes,
                OnOutput = (bytes, _) =>
                {
                    onEvents(bytes);
                    return ValueTask.CompletedTask;
                },
            },
            cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return exit.Code switch
        {
            0 => true,
            FoundDead => false,
            _ => throw new IOException($"The run's events could not be followed (exit code {exit.Code})."),
        };
    }

    /// <summary>Interrupts an execution, kills its remaining processes after the grace period, and records why.</summary>
    public Task StopAsync(int execution, string reason, TimeSpan grace, CancellationToken cancellationToken) => ScriptAsync(
        ["stop", Execution(execution), reason, Math.Ceiling(grace.TotalSeconds).ToString(CultureInfo.InvariantCulture)],
        Stream.Null,
        cancellationToken);

    /// <summary>The end of an execution's stderr.</summary>
    public async Task<string> ReadErrorsAsync(int execution, CancellationToken cancellationToken)
    {
        using var output = new MemoryStream();
        await CopyTailAsync($"{Execution(execution)}/errors", MaxErrorBytes, output, cancellationToken);
        return Encoding.UTF8.GetString(output.ToArray());
    }

    /// <summary>The path, inside, of an execution's events.</summary>
    public string EventsFile(int execution) => $"{Execution(execution)}/events";

    /// <summary>Copies the last bytes of a file out of the sandbox; nothing if the file does not exist.</summary>
    public async Task CopyTailAsync(string file, long maxBytes, Stream to, CancellationToken cancellationToken) => await sandbox.RunAsync(
        new SandboxCommand(["tail", "-c", maxBytes.ToString(CultureInfo.InvariantCulture), file])
        {
            Timeout = TimeSpan.FromMinutes(2),
            MaxOutputBytes = maxBytes,
            OnOutput = (bytes, token) => to.WriteAsync(bytes, token),
        },
        cancellationToken);

    private string Execution(int number) => $"{Folder}/{name}/{executions[number - 1]}";

    private async Task ScriptAsync(IReadOnlyList<string> arguments, Stream output, CancellationToken cancellationToken)
    {
        var exit = await sandbox.RunAsync(
            new SandboxCommand(["/bin/sh", ScriptFile, .. arguments])
            {
                Timeout = TimeSpan.FromMinutes(2),
                MaxOutputBytes = MaxProbeBytes,
                OnOutput = (bytes, token) => output.WriteAsync(bytes, token),
            },
            cancellationToken);
        if (exit.Code != 0)
        {
            throw new IOException($"The sandbox does not answer: its script for agent runs ended with {exit.Code}.");
        }
    }

    private static byte[] ReadScript()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("agent-run.sh")!;
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
