using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace SlackClaudeBot.Tests.Programs;

/// <summary>Exports to an OpenTelemetry collector.</summary>
public sealed partial class TelemetryTests
{
    [Fact]
    public async Task Metrics_and_traces_are_sent_to_the_collector()
    {
        await using var collector = await Collector.StartAsync();
        await using var program = ProgramProcess.Start(
            DeadWorld.Settings(
                ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Address), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"), ("OTEL_EXPORTER_OTLP_HEADERS", "x-api-key=collector"),
                ("OTEL_METRIC_EXPORT_INTERVAL", "200"), ("OTEL_BSP_SCHEDULE_DELAY", "200")),
            "serve");
        await program.WaitForAsync("SlackClaudeBot listens on");
        using var http = new HttpClient();
        using var unsigned = await http.PostAsync(new Uri(new Uri(Address().Match(program.Output).Groups[1].Value), "/slack/command"), new StringContent("text=help"));

        // The meter's own counter of requests, .NET's, and the span of the request.
        await collector.GetsAsync("/v1/metrics", "SlackClaudeBot.Slack");
        await collector.GetsAsync("/v1/metrics", "http.server.request.duration");
        await collector.GetsAsync("/v1/traces", "slackclaudebot");
        Assert.All(collector.Keys, key => Assert.Equal("collector", key));
    }

    [GeneratedRegex(@"SlackClaudeBot listens on (http://\S+)")]
    private static partial Regex Address();

    /// <summary>Receives OTLP over HTTP; the messages are only searched for names.</summary>
    private sealed class Collector : IAsyncDisposable
    {
        private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

        private readonly WebApplication _app;
        private readonly ConcurrentQueue<(string Path, string Body)> _received = new();
        private readonly SemaphoreSlim _arrivals = new(0);

        private Collector(WebApplication app) => _app = app;

        public string Address => _app.Urls.Single();

        public ConcurrentBag<string> Keys { get; } = [];

        public static async Task<Collector> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            var app = builder.Build();
            var collector = new Collector(app);
            app.MapPost("/v1/{signal}", collector.TakeAsync);
            await app.StartAsync();
            return collector;
        }

        /// <summary>Waits until a message with a name has come in.</summary>
        public async Task GetsAsync(string path, string name)
        {
            using var limit = new CancellationTokenSource(_patience);
            while (!_received.Any(r => r.Path == path && r.Body.Contains(name, StringComparison.Ordinal)))
            {
                await _arrivals.WaitAsync(limit.Token);
            }
        }

        public ValueTask DisposeAsync()
        {
            _arrivals.Dispose();
            return _app.DisposeAsync();
        }

        private async Task TakeAsync(HttpContext context)
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            Keys.Add(context.Request.Headers["x-api-key"].ToString());
            _received.Enqueue((context.Request.Path.Value!, Encoding.Latin1.GetString(body.ToArray())));
            _arrivals.Release();
            context.Response.ContentType = "application/x-protobuf";
        }
    }
}
