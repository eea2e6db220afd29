using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SlackClaudeBot.Activities.Composition;
using SlackClaudeBot.Activities.Gateway;
using SlackClaudeBot.Foundation.Files;

namespace SlackClaudeBot.Activities.Tests.Gateway;

/// <summary>A running gateway with its own data directory, registered as in the program.</summary>
internal sealed class GatewayHarness : IAsyncDisposable
{
    public const string RealKey = "sk-ant-real-key-of-the-host";

    private readonly ServiceProvider _services;

    private GatewayHarness(ServiceProvider services, RecordedLog log)
    {
        _services = services;
        Log = log;
        Http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{Port}") };
    }

    public HttpClient Http { get; }

    public RecordedLog Log { get; }

    public IModelGatewayEndpoint Endpoint => _services.GetRequiredService<IModelGatewayEndpoint>();

    public int Port => Endpoint.Port;

    public IGatewayTokens Tokens => _services.GetRequiredService<IGatewayTokens>();

    public static async Task<GatewayHarness> StartAsync(Uri upstream, string dataDirectory)
    {
        var log = new RecordedLog();
        var services = new ServiceCollection()
            .AddSingleton(new DataDirectory(dataDirectory))
            .AddSingleton(TimeProvider.System)
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(log))
            .AddSingleton(new ModelApiOptions { ApiKey = RealKey, BaseUrl = upstream })
            .AddModelGateway()
            .BuildServiceProvider();
        await services.GetRequiredService<ModelGateway>().StartAsync(CancellationToken.None);
        return new GatewayHarness(services, log);
    }

    /// <summary>A message request with a token.</summary>
    public static HttpRequestMessage Message(string token, string body = "{}", string path = "/v1/messages?beta=true")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, null, "application/json") };
        request.Headers.Add("x-api-key", token);
        return request;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _services.DisposeAsync();
    }
}

/// <summary>Everything that was logged, as text.</summary>
internal sealed class RecordedLog : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _lines = [];

    public string Text => string.Join('\n', _lines);

    public ILogger CreateLogger(string categoryName) => new Recorder(_lines, categoryName);

    public void Dispose()
    {
    }

    private sealed class Recorder(ConcurrentQueue<string> lines, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{logLevel} {category}: {formatter(state, exception)} {exception}");
    }
}
