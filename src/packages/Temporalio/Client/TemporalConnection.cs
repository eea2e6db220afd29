using Google.Protobuf;
using Temporalio.Client.Rpc;
using Temporalio.Exceptions;

namespace Temporalio.Client;

/// <summary>A connection to the service, shared by clients and workers.</summary>
public sealed class TemporalConnection : ITemporalConnection
{
    private readonly RetryingChannel _channel;
    private readonly Lock _connect = new();
    private Task? _connecting;
    private volatile bool _connected;

    private TemporalConnection(TemporalConnectionOptions options)
    {
        Options = options;
        RpcMetadata = options.RpcMetadata ?? [];
        ApiKey = options.ApiKey;
        Identity = options.Identity ?? $"{Environment.ProcessId}@{Environment.MachineName}";
        _channel = new(new GrpcChannel(options), options.RpcRetry ?? new());
        WorkflowService = new ConnectedWorkflowService(this);
    }

    /// <inheritdoc />
    public IReadOnlyCollection<KeyValuePair<string, string>> RpcMetadata { get; set; }

    /// <inheritdoc />
    public string? ApiKey { get; set; }

    /// <inheritdoc />
    public WorkflowService WorkflowService { get; }

    /// <inheritdoc />
    public TemporalConnectionOptions Options { get; }

    /// <inheritdoc />
    public bool IsConnected => _connected;

    internal string Identity { get; }

    /// <summary>What the service can do; empty before the connection is made.</summary>
    internal Api.WorkflowService.V1.GetSystemInfoResponse.Types.Capabilities Capabilities { get; private set; } = new();

    /// <summary>Connects.</summary>
    /// <exception cref="InvalidOperationException">The service cannot be reached.</exception>
    public static async Task<TemporalConnection> ConnectAsync(TemporalConnectionOptions options)
    {
        var connection = CreateLazy(options);
        await ((ITemporalConnection)connection).ConnectAsync().ConfigureAwait(false);
        return connection;
    }

    /// <summary>A connection that connects when it is first used.</summary>
    public static TemporalConnection CreateLazy(TemporalConnectionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return string.IsNullOrEmpty(options.TargetHost)
            ? throw new ArgumentException("TargetHost is not set.", nameof(options))
            : new((TemporalConnectionOptions)options.Clone());
    }

    /// <inheritdoc />
    Task ITemporalConnection.ConnectAsync() => EnsureConnectedAsync(CancellationToken.None);

    /// <summary>Makes one call, tried again as its policy says.</summary>
    internal async Task<T> InvokeAsync<T>(string method, IMessage request, MessageParser<T> parser, RpcPolicy policy, RpcOptions? options)
        where T : IMessage<T>
    {
        var cancellation = options?.CancellationToken ?? CancellationToken.None;
        await EnsureConnectedAsync(cancellation).ConfigureAwait(false);
        return await CallAsync(method, request, parser, policy, options).ConfigureAwait(false);
    }

    private Task EnsureConnectedAsync(CancellationToken cancellationToken)
    {
        if (_connected)
        {
            return Task.CompletedTask;
        }

        lock (_connect)
        {
            // Whoever comes next after a failure tries anew.
            if (_connecting is null or { IsCompleted: true })
            {
                _connecting = ConnectOnceAsync();
            }

            return _connecting.WaitAsync(cancellationToken);
        }
    }

    private async Task ConnectOnceAsync()
    {
        try
        {
            Capabilities = await AskCapabilitiesAsync().ConfigureAwait(false);
            _connected = true;
        }
        catch (RpcException e) when (e.Code is RpcException.StatusCode.Unavailable or RpcException.StatusCode.DeadlineExceeded)
        {
            throw new InvalidOperationException($"Connection to {Options.TargetHost} failed: {e.Message}", e);
        }
    }

    private async Task<Api.WorkflowService.V1.GetSystemInfoResponse.Types.Capabilities> AskCapabilitiesAsync()
    {
        try
        {
            var info = await CallAsync(
                "GetSystemInfo",
                new Api.WorkflowService.V1.GetSystemInfoRequest(),
                Api.WorkflowService.V1.GetSystemInfoResponse.Parser,
                RpcPolicy.Connect,
                null).ConfigureAwait(false);
            return info.Capabilities ?? new();
        }
        catch (RpcException e) when (e.Code == RpcException.StatusCode.Unimplemented)
        {
            return new();
        }
    }

    private async Task<T> CallAsync<T>(string method, IMessage request, MessageParser<T> parser, RpcPolicy policy, RpcOptions? options)
        where T : IMessage<T>
    {
        IEnumerable<KeyValuePair<string, string>> headers = RpcMetadata;
        if (ApiKey is { } key)
        {
            headers = headers.Append(new("authorization", $"Bearer {key}"));
        }

        // Proxies route by it without reading the request.
        if (request.Descriptor.FindFieldByName("namespace")?.Accessor.GetValue(request) is string { Length: > 0 } requestNamespace)
        {
            headers = headers.Append(new("temporal-namespace", requestNamespace));
        }

        if (options?.Metadata is { } metadata)
        {
            headers = headers.Concat(metadata);
        }

        var call = new RpcCall<T>("temporal.api.workflowservice.v1.WorkflowService", method, request, parser, [.. headers], policy.For(options));
        return await _channel.InvokeAsync(call, options?.CancellationToken ?? CancellationToken.None).ConfigureAwait(false);
    }
}
