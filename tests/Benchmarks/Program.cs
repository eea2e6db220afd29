using Benchmarks.Idle;
using Benchmarks.Measuring;
using Benchmarks.Slack;
using Benchmarks.Tasks;
using Benchmarks.Temporal;
using Spectre.Console;

// Long enough for a machine with other things to do; a benchmark that hangs ends all the same.
var limit = TimeSpan.FromMinutes(15);
var all = new Dictionary<string, IReadOnlyList<IBenchmark>>
{
    ["slack"] = [new AcknowledgementBenchmark()],
    ["temporal"] = [new WorkflowBenchmark(), new SignalBenchmark(), new WorkerBenchmark(), new WaitingBenchmark()],
    ["task"] = [new TaskBenchmark()],
    ["idle"] = [new IdleBenchmark()],
};
var wanted = args is [] or ["all"] ? [.. all.Keys] : args;
if (wanted.FirstOrDefault(name => !all.ContainsKey(name)) is { } unknown)
{
    Console.Error.WriteLine($"There is no benchmark {unknown}. There are: {string.Join(", ", all.Keys)}, all.");
    return 64;
}

if (Console.IsOutputRedirected)
{
    AnsiConsole.Profile.Width = 160;
    AnsiConsole.Profile.Capabilities.Ansi = false;
}

Console.WriteLine(Machine.Describe());
foreach (var benchmark in wanted.SelectMany(name => all[name]))
{
    using var end = new CancellationTokenSource(limit);
    foreach (var table in await benchmark.RunAsync(end.Token))
    {
        AnsiConsole.Write(table.Render());
    }
}

return 0;
