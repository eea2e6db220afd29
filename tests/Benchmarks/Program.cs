using Benchmarks.Idle;
using Benchmarks.Measuring;
using Benchmarks.Slack;
using Benchmarks.Tasks;
using Benchmarks.Temporal;
using Spectre.Console;

var benchmarks = new Dictionary<string, IBenchmark>
{
    ["slack"] = new AcknowledgementBenchmark(),
    ["service"] = new ServiceBenchmark(),
    ["workflows"] = new WorkflowBenchmark(),
    ["signals"] = new SignalBenchmark(),
    ["families"] = new FamilyBenchmark(),
    ["workers"] = new WorkerBenchmark(),
    ["waiting"] = new WaitingBenchmark(),
    ["visibility"] = new VisibilityBenchmark(),
    ["schedules"] = new ScheduleBenchmark(),
    ["task"] = new TaskBenchmark(),
    ["queue"] = new QueueBenchmark(),
    ["idle"] = new IdleBenchmark(),
};
var groups = new Dictionary<string, string[]>
{
    ["temporal"] = ["service", "workflows", "signals", "families", "workers", "waiting"],
    ["all"] = [.. benchmarks.Keys],
};
const string BriefOption = "--brief";
var effort = args.Contains(BriefOption) ? Effort.Brief : Effort.Full;

// Long enough for a busy machine, and an end for a benchmark that hangs.
var limit = effort == Effort.Brief ? TimeSpan.FromMinutes(5) : TimeSpan.FromMinutes(15);
var wanted = args.Where(a => a != BriefOption).DefaultIfEmpty("all").SelectMany(name => groups.GetValueOrDefault(name, [name])).Distinct().ToList();
if (wanted.FirstOrDefault(name => !benchmarks.ContainsKey(name)) is { } unknown)
{
    Console.Error.WriteLine($"There is no benchmark {unknown}. There are: {string.Join(", ", benchmarks.Keys.Concat(groups.Keys))}.");
    return 64;
}

if (Console.IsOutputRedirected)
{
    AnsiConsole.Profile.Width = 160;
    AnsiConsole.Profile.Capabilities.Ansi = false;
}

foreach (var name in wanted)
{
    using var end = new CancellationTokenSource(limit);
    Console.WriteLine(Machine.Describe());
    foreach (var table in await benchmarks[name].RunAsync(effort, end.Token))
    {
        table.Print();
    }
}

return 0;
