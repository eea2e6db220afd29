using System.Diagnostics;
using Benchmarks.Measuring;
using SlackClaudeBot.EndToEnd.Drivers;
using SlackClaudeBot.Playground.MessagesApi;
using SlackClaudeBot.Slack.Buttons;

namespace Benchmarks.Tasks;

/// <summary>The latencies that people notice: from command to agent, from click to next step. Real engine, real agent, real git.</summary>
internal sealed class TaskBenchmark : IBenchmark
{
    private const int Runs = 3;

    public async Task<IReadOnlyList<ResultTable>> RunAsync(Effort effort, CancellationToken cancellationToken)
    {
        await using var world = await World.StartAsync();
        var runs = new List<Times>();
        for (var run = 0; run < effort.Of(Runs); run++)
        {
            runs.Add(await MeasureAsync(world).WaitAsync(cancellationToken));
        }

        var table = new ResultTable("A task", "", "median", "best", "worst")
        {
            Note = $"{runs.Count} tasks, one after another. The agent starts when its first request reaches the model; the next activity when its first request reaches GitHub.",
        };
        Add(table, "command → card in the channel", runs, r => r.Card);
        Add(table, "command → agent start", runs, r => r.Agent);
        Add(table, "click → acknowledgement", runs, r => r.Acknowledgement);
        Add(table, "click → next activity", runs, r => r.NextActivity);
        Add(table, "click → pull request", runs, r => r.PullRequest);
        return [table];
    }

    private static async Task<Times> MeasureAsync(World world)
    {
        var asked = new TaskCompletionSource<TimeSpan>(TaskCreationOptions.RunContinuationsAsynchronously);
        var watch = Stopwatch.StartNew();
        void OnAsked(ModelRequest request) => asked.TrySetResult(watch.Elapsed);
        world.Model.Asked += OnAsked;
        var task = await world.FixAsync("acme/shop Checkout crashes on an empty cart");
        var card = watch.Elapsed;
        var agent = await asked.Task.WaitAsync(World.Patience);
        world.Model.Asked -= OnAsked;

        var review = await task.ReviewAsync(attempt: 1);
        var clicked = DateTimeOffset.UtcNow;
        watch.Restart();
        var next = world.GitHub.Requests.WaitForAsync(r => r.At > clicked, World.Patience);
        var click = await task.ClickAsync(review, ActionIds.Approve);
        var nextActivity = (await next).At - clicked;
        await task.PullRequestAsync("acme/shop");
        var pullRequest = watch.Elapsed;
        await task.RootSaysAsync("completed");
        return new Times(card, agent, click.Answer.Took, nextActivity, pullRequest);
    }

    private static void Add(ResultTable table, string name, IReadOnlyList<Times> runs, Func<Times, TimeSpan> time)
    {
        var seconds = runs.Select(r => time(r).TotalSeconds).ToList();
        table.Add(name, ResultTable.Seconds(seconds.Median()), ResultTable.Seconds(seconds.Min()), ResultTable.Seconds(seconds.Max()));
    }

    private sealed record Times(TimeSpan Card, TimeSpan Agent, TimeSpan Acknowledgement, TimeSpan NextActivity, TimeSpan PullRequest);
}
