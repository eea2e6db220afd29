using System.Globalization;
using Benchmarks.Measuring;
using SlackClaudeBot.EndToEnd.Drivers;

namespace Benchmarks.Slack;

/// <summary>
/// From a slash command to its acknowledgement, with a durable start of a workflow in between; beside the smallest Bolt app
/// that does the same on the same Temporal service.
/// </summary>
internal sealed class AcknowledgementBenchmark : IBenchmark
{
    // In turns, so that a busy moment of the machine meets both.
    private const int Rounds = 3;
    private const int WarmUpPerSecond = 50;

    private static readonly TimeSpan _warmUp = TimeSpan.FromSeconds(3);
    private static readonly (int PerSecond, TimeSpan Duration)[] _rates =
    [
        (1, TimeSpan.FromSeconds(8)),
        (50, TimeSpan.FromSeconds(4)),
        (200, TimeSpan.FromSeconds(4)),
    ];

    public async Task<IReadOnlyList<ResultTable>> RunAsync(Effort effort, CancellationToken cancellationToken)
    {
        await using var world = await World.CreateAsync();
        (world.Settings["ROLES"], world.Settings["SANDBOX"]) = ("web", "process");
        await world.StartTemporalAsync();
        await world.StartBotAsync();
        world.IsShared = true;
        await using var bolt = await BoltApp.StartAsync(world.Settings, cancellationToken);
        using var ours = new SlashCommands(world.Bot.Address, world.Slack.Options.SigningSecret, world.Slack.DefaultChannel.Id);
        using var theirs = new SlashCommands(bolt.Address, world.Slack.Options.SigningSecret, world.Slack.DefaultChannel.Id);
        foreach (var commands in new[] { ours, theirs })
        {
            await commands.SendAsync(WarmUpPerSecond, effort.Of(_warmUp), cancellationToken);
        }

        var table = new ResultTable(
            "Slash command to acknowledgement", "requests a second", "p50", "p99", "late", "Bolt p50", "Bolt p99", "Bolt late", "p50: Bolt / ours")
        {
            Note = $"Open loop; {effort.Of(Rounds)} rounds in turns; late: no acknowledgement within Slack's 3 s. Both start a workflow in the same SQLite-backed service first.",
        };
        foreach (var (perSecond, duration) in _rates)
        {
            var (our, their) = (new Acknowledgements(), new Acknowledgements());
            for (var round = 0; round < effort.Of(Rounds); round++)
            {
                our.Add(await ours.SendAsync(perSecond, effort.Of(duration), cancellationToken));
                their.Add(await theirs.SendAsync(perSecond, effort.Of(duration), cancellationToken));
            }

            table.Add([perSecond.ToString(CultureInfo.InvariantCulture), .. our.Cells, .. their.Cells, ResultTable.Times(their.Median / our.Median)]);
        }

        return [table];
    }
}
