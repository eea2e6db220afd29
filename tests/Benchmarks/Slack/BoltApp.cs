using System.Globalization;
using Benchmarks.Measuring;

namespace Benchmarks.Slack;

/// <summary>The Bolt app beside which the program is measured.</summary>
internal sealed class BoltApp : IAsyncDisposable
{
    private readonly NodeProcess _node;

    private BoltApp(NodeProcess node, Uri address) => (_node, Address) = (node, address);

    public Uri Address { get; }

    /// <summary>Starts it with the program's own settings, on the program's own Temporal service.</summary>
    public static async Task<BoltApp> StartAsync(IReadOnlyDictionary<string, string> settings, CancellationToken cancellationToken)
    {
        var port = Machine.FreePort().ToString(CultureInfo.InvariantCulture);
        string[] arguments = [port, settings["SLACK_SIGNING_SECRET"], settings["SLACK_BOT_TOKEN"], settings["SLACK_API_URL"], $"127.0.0.1:{settings["TEMPORAL_PORT"]}"];
        return new BoltApp(await NodeProcess.StartAsync("tests/Benchmarks/bolt", "app.mjs", arguments, cancellationToken), new Uri($"http://127.0.0.1:{port}"));
    }

    public ValueTask DisposeAsync() => _node.DisposeAsync();
}
