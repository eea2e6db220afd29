using System.Diagnostics;
using System.Globalization;
using Benchmarks.Measuring;
using SlackClaudeBot.EndToEnd.Drivers;
using SlackClaudeBot.Playground.Slack;
using SlackClaudeBot.Slack.Buttons;
using SlackClaudeBot.Testing;

namespace Benchmarks.Tasks;

/// <summary>
/// Many tasks at once: when the first asker sees a review, whether reviews come in the order of asking, and whether one person's many tasks
/// delay another's only one. Real agent, real git, process sandboxes, and as many tasks at work as the program chooses.
/// </summary>
internal sealed class QueueBenchmark : IBenchmark
{
    private const int Tasks = 200;
    private const int AloneRuns = 3;

    /// <summary>The rest is like these; so many real agents in all would take an hour.</summary>
    private const int Reviews = 20;

    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(20);

    public async Task<IReadOnlyList<ResultTable>> RunAsync(Effort effort, CancellationToken cancellationToken)
    {
        await using var world = await World.StartAsync(SmallFix.Model(), settings =>
        {
            settings["SANDBOX"] = "process";
            settings["SANDBOX_PATH"] = Path.GetDirectoryName(Needs.Claude) + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH");
            settings.Remove("MAX_TASKS_PER_HOST");
        });
        var alone = new List<double>();
        for (var run = 0; run < effort.Of(AloneRuns); run++)
        {
            var watch = Stopwatch.StartNew();
            await AskAsync(world, world.Slack.You);
            await ReviewsAsync(world, run + 1, cancellationToken);
            alone.Add(watch.Elapsed.TotalSeconds);
        }

        var before = alone.Count;
        var many = effort.Of(Tasks);
        var asked = new List<CommandResult>();
        var burst = Stopwatch.StartNew();
        for (var number = 0; number < many - 1; number++)
        {
            asked.Add(await AskAsync(world, world.Slack.You));
        }

        asked.Add(await AskAsync(world, world.Slack.Colleague));
        var acknowledged = burst.Elapsed;
        await ReviewsAsync(world, before + 1, cancellationToken);
        var first = burst.Elapsed;
        var reviews = await ReviewsAsync(world, before + Math.Min(many, Reviews), cancellationToken);
        var all = burst.Elapsed;

        var roots = await RootsAsync(world, asked);
        var order = reviews.Skip(before).Select(review => roots.IndexOf(review.ThreadTs!)).ToList();
        var mine = order.Where(number => number != many - 1).ToList();
        var table = new ResultTable($"{many} tasks at once", "", "")
        {
            Note = $"{many - 1} tasks of one person, then 1 of another, in one channel; measured until {order.Count} reviews. From the first command on.",
        };
        table.Add("one task alone: command → review", ResultTable.Seconds(alone.Median()));
        table.Add("all commands acknowledged", ResultTable.Seconds(acknowledged.TotalSeconds));
        table.Add("first review", ResultTable.Seconds(first.TotalSeconds));
        table.Add("first review / alone", ResultTable.Times(first.TotalSeconds / alone.Median()));
        table.Add("reviews a minute", (order.Count / all.TotalMinutes).ToString("N1", CultureInfo.InvariantCulture));
        table.Add("first reviews are of the tasks asked", string.Join(", ", order.Take(10).Select(number => number + 1)));
        table.Add("reviews before an earlier asked one of the same person", mine.Where((number, i) => mine.Skip(i + 1).Any(later => later < number)).Count().ToString(CultureInfo.InvariantCulture));
        table.Add("place of the other person's review", order.Contains(many - 1) ? (order.IndexOf(many - 1) + 1).ToString(CultureInfo.InvariantCulture) : $"after {order.Count}");
        table.Add("cards that said their place in the queue", world.Slack.Requests.All.Count(r => r.Operation == "chat.update" && Uri.UnescapeDataString(r.Body).Replace('+', ' ').Contains("before you", StringComparison.Ordinal)).ToString(CultureInfo.InvariantCulture));
        return [table];
    }

    private static async Task<CommandResult> AskAsync(World world, SlackUser person)
    {
        var command = await world.Slack.CommandAsync(person, "fix " + SmallFix.Command);
        return command.Answer.IsAcknowledged ? command : throw new InvalidOperationException($"A command was not acknowledged: {command.Answer}\n{world.Bot.Log}");
    }

    /// <summary>The reviews in the order in which they were posted, once there are so many.</summary>
    private static async Task<List<SlackMessage>> ReviewsAsync(World world, int count, CancellationToken cancellationToken)
    {
        while (true)
        {
            var reviews = world.Slack.Messages.Where(message => message.ThreadTs is not null && message.HasAction(ActionIds.Reject)).ToList();
            if (reviews.Count >= count)
            {
                return [.. reviews.OrderBy(review => review.Ts, StringComparer.Ordinal)];
            }

            await Task.Delay(_look, cancellationToken);
        }
    }

    private static async Task<List<string>> RootsAsync(World world, IEnumerable<CommandResult> asked)
    {
        var roots = new List<string>();
        foreach (var command in asked)
        {
            roots.Add((await world.TaskOfAsync(command)).Root.Ts);
        }

        return roots;
    }
}
