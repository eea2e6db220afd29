using System.Globalization;
using System.Text.Json;
using Benchmarks.Measuring;

namespace Benchmarks.Temporal;

/// <summary>The official TypeScript client and worker, each in a process of its own.</summary>
internal sealed class TypeScriptSdk : Sdk
{
    private const string Folder = "tests/Conformance/typescript";
    private readonly string _address;
    private NodeProcess? _worker;

    private TypeScriptSdk(string address)
        : base("TypeScript") => _address = address;

    public static async Task<TypeScriptSdk> StartAsync(string address, int maxCachedWorkflows, CancellationToken cancellationToken)
    {
        var sdk = new TypeScriptSdk(address);
        sdk._worker = await NodeProcess.StartAsync(Folder, "bench/worker.mjs", [address, sdk.TaskQueue, Text(maxCachedWorkflows)], cancellationToken);
        return sdk;
    }

    public override Task<Load> ExecuteAsync(string workflow, object argument, int atATime, TimeSpan duration, CancellationToken cancellationToken) =>
        RunAsync(["execute", NewPrefix(), workflow, JsonSerializer.Serialize(argument), Text(atATime), Text((int)duration.TotalMilliseconds) + "ms"], cancellationToken);

    public override Task<Load> StartAsync(string prefix, string workflow, object argument, int atATime, int count, CancellationToken cancellationToken) =>
        RunAsync(["start", prefix, workflow, JsonSerializer.Serialize(argument), Text(atATime), Text(count)], cancellationToken);

    public override Task<Load> SignalAsync(string prefix, string signal, int atATime, int count, CancellationToken cancellationToken) =>
        RunAsync(["signal", prefix, signal, JsonSerializer.Serialize("looks good"), Text(atATime), Text(count)], cancellationToken);

    public override Task<Load> UpdateAsync(string prefix, string update, int atATime, int count, CancellationToken cancellationToken) =>
        RunAsync(["update", prefix, update, JsonSerializer.Serialize("world"), Text(atATime), Text(count)], cancellationToken);

    public override ValueTask DisposeAsync() => _worker?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private async Task<Load> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var output = await NodeProcess.RunAsync(Folder, "bench/load.mjs", [_address, TaskQueue, .. arguments], cancellationToken);
        var result = JsonDocument.Parse(output).RootElement;
        return new Load(
            TimeSpan.FromMilliseconds(result.GetProperty("elapsed").GetDouble()),
            [.. result.GetProperty("latencies").EnumerateArray().Select(l => l.GetDouble())]);
    }
}
