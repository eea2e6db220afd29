using System.Diagnostics;
using Benchmarks.Measuring;
using SlackClaudeBot.EndToEnd.Drivers;

namespace Benchmarks.Idle;

/// <summary>How long the program takes to be ready, and what it holds while nothing happens.</summary>
internal sealed class IdleBenchmark : IBenchmark
{
    private const int Runs = 5;
    private static readonly TimeSpan _settling = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(5);

    public async Task<IReadOnlyList<ResultTable>> RunAsync(Effort effort, CancellationToken cancellationToken)
    {
        var starts = new List<double>();
        var memory = new List<double>();
        await using var world = await World.CreateAsync();
        // No agent runs here: any program that exists makes the sandboxes ready.
        (world.Settings["SANDBOX"], world.Settings["CLAUDE_PROGRAM"]) = ("process", "true");
        for (var run = 0; run < effort.Of(Runs); run++)
        {
            var watch = Stopwatch.StartNew();
            await world.StartBotAsync();
            await UntilReadyAsync(world.Bot.Address, cancellationToken);
            starts.Add(watch.Elapsed.TotalSeconds);
            await Task.Delay(effort.Of(_settling), cancellationToken);
            memory.Add(Machine.ResidentMemory(world.Bot.Id));
            await world.Bot.KillAsync();
        }

        var table = new ResultTable("The idle program", "", "median", "best", "worst")
        {
            Note = $"{starts.Count} starts of all roles with the embedded Temporal service, until /health/ready; memory {effort.Of(_settling).TotalSeconds} s later.",
        };
        table.Add("start", ResultTable.Seconds(starts.Median()), ResultTable.Seconds(starts.Min()), ResultTable.Seconds(starts.Max()));
        table.Add("resident memory", ResultTable.Megabytes((long)memory.Median()), ResultTable.Megabytes((long)memory.Min()), ResultTable.Megabytes((long)memory.Max()));
        return [table];
    }

    private static async Task UntilReadyAsync(Uri bot, CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        while (true)
        {
            using var answer = await http.GetAsync(new Uri(bot, "/health/ready"), cancellationToken);
            if (answer.IsSuccessStatusCode)
            {
                return;
            }

            await Task.Delay(_look, cancellationToken);
        }
    }
}
