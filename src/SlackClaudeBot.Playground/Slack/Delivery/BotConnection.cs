using System.Net.Http.Headers;
using System.Text;
using SlackClaudeBot.Playground.Changes;

namespace SlackClaudeBot.Playground.Slack.Delivery;

/// <summary>Sends requests to the app: over a Socket Mode connection if there is one, else over HTTP, signed.</summary>
public sealed class BotConnection : IDisposable
{
    private const int Remembered = 10_000;
    private readonly string _signingSecret;
    private readonly TimeSpan _answerTimeout;
    private readonly TimeProvider _time;
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { Timeout = Timeout.InfiniteTimeSpan };
    private readonly Lock _gate = new();
    private readonly Queue<BotDelivery> _deliveries = new();
    private readonly ChangeSignal _changed = new();
    private volatile Func<BotRequest, Task?> _onItsWay = _ => null;
    private Uri? _address;

    internal BotConnection(string appId, string signingSecret, TimeSpan answerTimeout, TimeProvider time)
    {
        (_signingSecret, _answerTimeout, _time) = (signingSecret, answerTimeout, time);
        Sockets = new SocketModeHub(appId);
    }

    /// <summary>The app's Socket Mode connections.</summary>
    public SocketModeHub Sockets { get; }

    public bool IsConnected => _address is not null || Sockets.Count > 0;

    /// <summary>What was sent, in the order of the answers.</summary>
    public IReadOnlyList<BotDelivery> Deliveries
    {
        get
        {
            lock (_gate)
            {
                return [.. _deliveries];
            }
        }
    }

    /// <summary>Sets the app's address. It may change, for example when the app restarts.</summary>
    public void ConnectTo(Uri address) => _address = address;

    /// <summary>Waits for a delivery that satisfies <paramref name="predicate"/>; it may have been made already.</summary>
    public Task<BotDelivery> WaitForDeliveryAsync(Func<BotDelivery, bool> predicate, TimeSpan timeout, CancellationToken cancellationToken = default) =>
        _changed.WaitForAsync(() => Deliveries.FirstOrDefault(predicate), timeout, () => $"{Deliveries.Count} deliveries were made.", cancellationToken);

    /// <summary>Delays requests until the task that this returns for each is done; null sends it at once. They can arrive in another order.</summary>
    public void Delay(Func<BotRequest, Task?> until) => _onItsWay = until;

    /// <summary>Sends a request once. Give <paramref name="retry"/> to repeat one, as Slack does.</summary>
    public async Task<BotAnswer> SendAsync(BotRequest request, int retry = 0, string retryReason = "http_timeout", CancellationToken cancellationToken = default)
    {
        if (_onItsWay(request) is { } arrives)
        {
            await arrives.WaitAsync(cancellationToken);
        }

        var started = _time.GetTimestamp();
        var answer = await TrySendAsync(request, retry, retryReason, cancellationToken) with { Took = _time.GetElapsedTime(started) };
        lock (_gate)
        {
            _deliveries.Enqueue(new BotDelivery(request, retry, answer));
            if (_deliveries.Count > Remembered)
            {
                _deliveries.Dequeue();
            }
        }

        _changed.Pulse();
        return answer;
    }

    public void Dispose()
    {
        Sockets.Dispose();
        _http.Dispose();
    }

    private async Task<BotAnswer> TrySendAsync(BotRequest request, int retry, string retryReason, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_answerTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            if (Sockets.Count > 0)
            {
                return await Sockets.SendAsync(request, retry, retryReason, either.Token);
            }

            return _address is null ? Failed("connection_failed") : await PostAsync(_address, request, retry, retryReason, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Failed("timeout");
        }
        catch (Exception lost) when (lost is HttpRequestException or IOException)
        {
            return Failed("connection_failed");
        }
    }

    private async Task<BotAnswer> PostAsync(Uri address, BotRequest request, int retry, string retryReason, CancellationToken cancellationToken)
    {
        using var post = new HttpRequestMessage(HttpMethod.Post, new Uri(address, request.Path));
        post.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(request.Body));
        // Without a charset, as Slack sends it.
        post.Content.Headers.ContentType = new MediaTypeHeaderValue(request.ContentType);
        post.Headers.UserAgent.ParseAdd("Slackbot/1.0");
        post.Headers.Accept.ParseAdd("*/*");
        SlackSignature.Sign(post, request.Body, _signingSecret, _time.GetUtcNow());
        if (retry > 0)
        {
            post.Headers.Add("X-Slack-Retry-Num", $"{retry}");
            post.Headers.Add("X-Slack-Retry-Reason", retryReason);
        }

        using var response = await _http.SendAsync(post, cancellationToken);
        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        return new BotAnswer(
            (int)response.StatusCode,
            response.Content.Headers.ContentType?.MediaType ?? "",
            body,
            response.IsSuccessStatusCode ? null : "http_error",
            TimeSpan.Zero);
    }

    private static BotAnswer Failed(string reason) => new(0, "", "", reason, TimeSpan.Zero);
}
