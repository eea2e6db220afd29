using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using NSubstitute;
using SlackClaudeBot.Slack.Commands;
using SlackClaudeBot.Slack.Inbound;
using SlackClaudeBot.Slack.Settings;
using SlackClaudeBot.Tasks;
using Temporalio.Client;

namespace SlackClaudeBot.Slack.Tests.Inbound;

/// <summary>The program's Slack endpoints on a real server with a free port, between stand-ins of Slack and Temporal.</summary>
internal sealed class SlackHost : IAsyncDisposable
{
    private static readonly HttpClient _http = new();

    private readonly WebApplication _app;
    private readonly MeterListener _listener = new();

    private SlackHost(SlackFixture fixture, Action<IServiceCollection>? change)
    {
        Fixture = fixture;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<TimeProvider>(Time);
        builder.Services.AddSingleton(fixture.Options).AddSingleton(new TemporalOptions()).AddSingleton(new NewTaskOptions());
        builder.Services.AddSingleton(Substitute.For<ITemporalClient>());
        builder.Services.AddSlackInbound(fixture.Options, new RepositoryNames(new Uri("https://github.com"), null));
        builder.Services.AddSingleton(fixture.Tasks).AddSingleton(fixture.Client);
        change?.Invoke(builder.Services);
        _app = builder.Build();
        _app.MapSlack();
        _app.MapFallback(() => "not Slack's");
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == SlackMetrics.MeterName && instrument.Meter.Scope == _app.Services.GetRequiredService<IMeterFactory>())
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, count, tags, _) =>
        {
            var names = tags.ToArray().ToDictionary(tag => tag.Key, tag => (string)tag.Value!);
            lock (Counted)
            {
                Counted.Add($"{names["endpoint"]} {names["outcome"]}");
            }
        });
        _listener.Start();
    }

    public SlackFixture Fixture { get; }

    public FakeTimeProvider Time { get; } = new(DateTimeOffset.FromUnixTimeSeconds(1_700_000_000));

    /// <summary>The endpoint and outcome of each request.</summary>
    public List<string> Counted { get; } = [];

    public Uri Address { get; private set; } = null!;

    public IServiceProvider Services => _app.Services;

    public static async Task<SlackHost> StartAsync(
        string approvers = "anyone", Action<IServiceCollection>? change = null, Action<SlackOptions>? options = null)
    {
        var fixture = new SlackFixture(approvers);
        options?.Invoke(fixture.Options);
        var host = new SlackHost(fixture, change);
        await host._app.StartAsync();
        host.Address = new Uri(host._app.Urls.Single());
        return host;
    }

    /// <summary>Posts as Slack does.</summary>
    public Task<(HttpStatusCode Status, string Body)> PostAsync(string endpoint, string body, string? contentType = null, Action<HttpRequestMessage>? change = null) =>
        SendAsync(endpoint, Encoding.UTF8.GetBytes(body), contentType ?? (endpoint == "event" ? "application/json" : "application/x-www-form-urlencoded"), change);

    public async Task<(HttpStatusCode Status, string Body)> SendAsync(string endpoint, byte[] body, string contentType, Action<HttpRequestMessage>? change = null)
    {
        var timestamp = Time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Address, $"/slack/{endpoint}")) { Content = new ByteArrayContent(body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        request.Headers.Add("X-Slack-Request-Timestamp", timestamp);
        request.Headers.Add("X-Slack-Signature", SlackSignature.Compute(Fixture.Options.SigningSecret!, timestamp, body));
        change?.Invoke(request);
        using var response = await _http.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _app.DisposeAsync();
    }
}
