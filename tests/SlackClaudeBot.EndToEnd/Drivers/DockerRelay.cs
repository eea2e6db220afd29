using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using SlackClaudeBot.Testing;

namespace SlackClaudeBot.EndToEnd.Drivers;

/// <summary>A relay between the program and the Docker engine. It can hold one request or its answer, or cut the engine off.</summary>
public sealed class DockerRelay : IAsyncDisposable
{
    private const int BufferBytes = 64 * 1024;

    private readonly string _folder = Directory.CreateTempSubdirectory("relay-").FullName;
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly CancellationTokenSource _ended = new();
    private readonly Lock _gate = new();
    private readonly HashSet<Link> _links = [];
    private readonly Task _accepting;
    private Hold? _hold;
    private Hold? _output;
    private int _refused;
    private TaskCompletionSource? _missed;

    public DockerRelay()
    {
        var path = Path.Combine(_folder, "docker.sock");
        _listener.Bind(new UnixDomainSocketEndPoint(path));
        _listener.Listen();
        Address = "unix://" + path;
        _accepting = AcceptAsync();
    }

    /// <summary>For <c>DOCKER_HOST</c>.</summary>
    public string Address { get; }

    /// <summary>Keeps the next such request from the engine; completes when it came.</summary>
    public Task HoldRequestAsync(string method, string path) => HoldAsync(new Hold(AsksFor(method, path), AnswerOnly: false));

    /// <summary>Lets the next such request through and keeps its answer; completes when that came.</summary>
    public Task HoldAnswerAsync(string method, string path) => HoldAsync(new Hold(AsksFor(method, path), AnswerOnly: true));

    /// <summary>Keeps the next program from being started that has these arguments; completes when it was to be.</summary>
    public Task HoldProgramAsync(params string[] arguments)
    {
        var written = JsonSerializer.Serialize(arguments)[1..^1];
        return HoldAsync(new Hold(sent => sent.Contains(written, StringComparison.Ordinal), AnswerOnly: false));
    }

    /// <summary>Keeps what a program says from the program that started it, from such words on; completes when it has said them.</summary>
    public Task HoldOutputAsync(string words)
    {
        _output = new Hold(said => said.Contains(words, StringComparison.Ordinal), AnswerOnly: true);
        return _output.Happened.Task;
    }

    /// <summary>Ends all connections and refuses others; completes when some were refused.</summary>
    public Task CutAsync(int refused)
    {
        List<Link> links;
        lock (_gate)
        {
            _missed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _refused = refused;
            links = [.. _links];
        }

        links.ForEach(l => l.Dispose());
        return _missed.Task;
    }

    /// <summary>The engine is there again.</summary>
    public void Restore()
    {
        lock (_gate)
        {
            _missed = null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        _listener.Dispose();
        await _accepting;
        List<Link> links;
        lock (_gate)
        {
            links = [.. _links];
        }

        links.ForEach(l => l.Dispose());
        _ended.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private Task HoldAsync(Hold hold)
    {
        _hold = hold;
        return hold.Happened.Task;
    }

    private async Task AcceptAsync()
    {
        while (!_ended.IsCancellationRequested)
        {
            try
            {
                var client = await _listener.AcceptAsync(_ended.Token);
                if (IsCut())
                {
                    client.Dispose();
                }
                else
                {
                    _ = ServeAsync(client);
                }
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private bool IsCut()
    {
        lock (_gate)
        {
            if (_missed is null)
            {
                return false;
            }

            if (--_refused <= 0)
            {
                _missed.TrySetResult();
            }

            return true;
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var link = new Link(client, await ConnectAsync());
        lock (_gate)
        {
            // The engine may have been lost meanwhile.
            if (_missed is not null)
            {
                return;
            }

            _links.Add(link);
        }

        try
        {
            await Task.WhenAll(SendAsync(link), AnswerAsync(link));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // One side has left.
        }
        finally
        {
            lock (_gate)
            {
                _links.Remove(link);
            }
        }
    }

    private async Task SendAsync(Link link)
    {
        var buffer = new byte[BufferBytes];
        while (await link.Client.ReceiveAsync(buffer, _ended.Token) is > 0 and var read)
        {
            if (_hold is { } hold && hold.IsFor(Encoding.ASCII.GetString(buffer, 0, read)) && Interlocked.CompareExchange(ref _hold, null, hold) == hold)
            {
                if (!hold.AnswerOnly)
                {
                    hold.Happened.TrySetResult();
                    await Task.Delay(Timeout.Infinite, _ended.Token);
                }

                link.Held = hold;
            }

            await SendAllAsync(link.Engine, buffer.AsMemory(0, read));
        }

        link.Engine.Shutdown(SocketShutdown.Send);
    }

    private async Task AnswerAsync(Link link)
    {
        var buffer = new byte[BufferBytes];
        while (await link.Engine.ReceiveAsync(buffer, _ended.Token) is > 0 and var read)
        {
            if (_output is { } output && output.IsFor(Encoding.ASCII.GetString(buffer, 0, read)) && Interlocked.CompareExchange(ref _output, null, output) == output)
            {
                link.Held = output;
            }

            if (link.Held is { } held)
            {
                held.Happened.TrySetResult();
                await Task.Delay(Timeout.Infinite, _ended.Token);
            }

            await SendAllAsync(link.Client, buffer.AsMemory(0, read));
        }

        link.Client.Shutdown(SocketShutdown.Send);
    }

    private async Task SendAllAsync(Socket socket, ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[await socket.SendAsync(bytes, _ended.Token)..];
        }
    }

    private static async Task<Socket> ConnectAsync()
    {
        var host = new Uri(Needs.DockerHost!);
        var isUnix = host.Scheme == "unix";
        var socket = isUnix ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) : new Socket(SocketType.Stream, ProtocolType.Tcp);
        await (isUnix ? socket.ConnectAsync(new UnixDomainSocketEndPoint(host.AbsolutePath)) : socket.ConnectAsync(host.Host, host.Port));
        return socket;
    }

    private static Func<string, bool> AsksFor(string method, string path) => sent =>
        sent.StartsWith(method + " ", StringComparison.Ordinal) && sent.Split('\n')[0].Contains(path, StringComparison.Ordinal);

    private sealed record Hold(Func<string, bool> IsFor, bool AnswerOnly)
    {
        public TaskCompletionSource Happened { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Link(Socket client, Socket engine) : IDisposable
    {
        public Socket Client => client;

        public Socket Engine => engine;

        public Hold? Held { get; set; }

        public void Dispose()
        {
            client.Dispose();
            engine.Dispose();
        }
    }
}
