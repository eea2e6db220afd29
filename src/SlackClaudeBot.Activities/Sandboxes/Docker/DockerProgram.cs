using Docker.DotNet;
using Docker.DotNet.Models;
using SlackClaudeBot.Activities.Sandboxes.Programs;

namespace SlackClaudeBot.Activities.Sandboxes.Docker;

/// <summary>Where a program is to be started.</summary>
internal sealed record DockerProgramStart(IDockerClient Docker, SandboxOptions Options, string ContainerId, string TaskMark, TimeProvider Time)
{
    public Task<T> CallAsync<T>(Func<IDockerClient, Task<T>> call, CancellationToken cancellationToken) =>
        DockerEngine.CallAsync(Options, () => call(Docker), cancellationToken, ContainerId);
}

/// <summary>
/// A program in a container. The engine has no call that ends one, and a client that goes away ends none either: what a run
/// starts is marked in its environment and signalled by a second program inside.
/// </summary>
internal sealed class DockerProgram : IRunningProgram
{
    private const int BufferLength = 64 * 1024;

    /// <summary>The exit code of a killed program: its container may have gone with it.</summary>
    private const int Killed = 137;

    private const int MaxLooks = 10;

    private static readonly TimeSpan _firstLook = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan _longestLook = TimeSpan.FromSeconds(2);

    /// <summary>After the program's end its output is complete in milliseconds, unless something it left behind holds the stream open.</summary>
    private static readonly TimeSpan _drainTime = TimeSpan.FromSeconds(1);

    private readonly DockerProgramStart _start;
    private readonly BoundedOutput _output;
    private readonly string _execId;
    private readonly string _mark;
    private readonly MultiplexedStream _stream;
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _feeding;
    private long _lastRead;

    private DockerProgram(DockerProgramStart start, string execId, string mark, MultiplexedStream stream, SandboxCommand command, BoundedOutput output)
    {
        (_start, _execId, _mark, _stream, _output) = (start, execId, mark, stream, output);
        _lastRead = start.Time.GetTimestamp();
        _feeding = command.StandardInput.IsEmpty ? Task.CompletedTask : FeedAsync(command.StandardInput);
        Completion = CompleteAsync();
    }

    public Task<int> Completion { get; }

    public static async Task<DockerProgram> StartAsync(
        DockerProgramStart start, SandboxCommand command, BoundedOutput output, CancellationToken cancellationToken)
    {
        var mark = Guid.NewGuid().ToString("N");
        var parameters = new ContainerExecCreateParameters
        {
            Cmd = [.. command.Arguments],
            Env =
            [
                .. command.Environment.Select(e => $"{e.Key}={e.Value}"),
                $"{SandboxScripts.RunMark}={mark}",
                $"{SandboxScripts.TaskMark}={start.TaskMark}",
            ],
            WorkingDir = command.WorkingDirectory ?? SandboxContainer.Workspace,
            User = SandboxContainer.User,
            AttachStdin = !command.StandardInput.IsEmpty,
            AttachStdout = true,
            AttachStderr = true,
        };
        var (execId, stream) = await start.CallAsync(async docker =>
        {
            var exec = await docker.Exec.ExecCreateContainerAsync(start.ContainerId, parameters, cancellationToken);
            return (exec.ID, await docker.Exec.StartAndAttachContainerExecAsync(exec.ID, tty: false, cancellationToken));
        }, cancellationToken);
        return new DockerProgram(start, execId, mark, stream, command, output);
    }

    public async Task SignalAsync(ProgramSignal signal, CancellationToken cancellationToken)
    {
        var code = await RunBesideAsync(SandboxScripts.SignalMarked(SandboxScripts.RunMark, _mark, signal), cancellationToken);
        if (code != 0)
        {
            throw new IOException($"The signal was not delivered: exit code {code}.");
        }
    }

    public Task DestroySandboxAsync() => _start.CallAsync(async docker =>
    {
        await docker.Containers.RemoveContainerAsync(_start.ContainerId, new ContainerRemoveParameters { Force = true, RemoveVolumes = true });
        return true;
    }, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _stream.Dispose();
        await Task.WhenAll(_feeding, Completion).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _closing.Dispose();
    }

    private async Task FeedAsync(ReadOnlyMemory<byte> input)
    {
        try
        {
            var buffer = new byte[BufferLength];
            for (var sent = 0; sent < input.Length;)
            {
                var piece = input[sent..Math.Min(input.Length, sent + buffer.Length)];
                piece.CopyTo(buffer);
                await _stream.WriteAsync(buffer, 0, piece.Length, _closing.Token);
                sent += piece.Length;
            }

            _stream.CloseWrite();
        }
        // A program need not read its input; how it ends says enough.
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException or ObjectDisposedException or OperationCanceledException)
        {
        }
    }

    private async Task<int> CompleteAsync()
    {
        var pump = PumpAsync();
        var look = _firstLook;
        while (!pump.IsCompleted)
        {
            await Task.WhenAny(pump, Task.Delay(look, _start.Time, _closing.Token));
            _closing.Token.ThrowIfCancellationRequested();
            if (!pump.IsCompleted && !(await InspectAsync()).Running && await DrainedAsync(pump))
            {
                break;
            }

            look = look * 2 > _longestLook ? _longestLook : look * 2;
        }

        // Broken connections are looked into below; a callee's own failure is passed on.
        if (pump.IsFaulted && pump.Exception.InnerException is not IOException)
        {
            await pump;
        }

        var exit = await InspectAsync();
        if (exit.Running)
        {
            throw new SandboxUnavailableException("The connection to a running program broke. Did the Docker engine restart?", pump.Exception?.InnerException);
        }

        if (exit.ExitCode == Killed)
        {
            await RequireContainerAsync();
        }

        return (int)exit.ExitCode;
    }

    private async Task PumpAsync()
    {
        var buffer = new byte[BufferLength];
        while (true)
        {
            var read = await _stream.ReadOutputAsync(buffer, 0, buffer.Length, _closing.Token);
            if (read.EOF)
            {
                return;
            }

            Volatile.Write(ref _lastRead, _start.Time.GetTimestamp());
            var isError = read.Target == MultiplexedStream.TargetStream.StandardError;
            await _output.DeliverAsync(isError, buffer.AsMemory(0, read.Count), _closing.Token);
            Volatile.Write(ref _lastRead, _start.Time.GetTimestamp());
        }
    }

    /// <summary>True once nothing came for a while although the callee was ready.</summary>
    private async Task<bool> DrainedAsync(Task pump)
    {
        await Task.WhenAny(pump, Task.Delay(_drainTime, _start.Time, _closing.Token));
        return pump.IsCompleted || (!_output.IsDelivering && _start.Time.GetElapsedTime(Volatile.Read(ref _lastRead)) >= _drainTime);
    }

    private Task<ContainerExecInspectResponse> InspectAsync() =>
        _start.CallAsync(docker => docker.Exec.InspectContainerExecAsync(_execId, _closing.Token), _closing.Token);

    /// <summary>A container that is being killed still looks as if it ran; only one that can run something does.</summary>
    private async Task RequireContainerAsync()
    {
        for (var look = 0; look < MaxLooks && await RunBesideAsync(["true"], _closing.Token) != 0; look++)
        {
            var container = await _start.CallAsync(docker => docker.Containers.InspectContainerAsync(_start.ContainerId, _closing.Token), _closing.Token);
            if (!container.State.Running)
            {
                throw new SandboxLostException(_start.ContainerId);
            }

            await Task.Delay(_firstLook, _start.Time, _closing.Token);
        }
    }

    /// <summary>Runs a program of our own in the container, unmarked, and returns its exit code.</summary>
    private Task<long> RunBesideAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken) => _start.CallAsync(async docker =>
    {
        var parameters = new ContainerExecCreateParameters
        {
            Cmd = [.. arguments],
            User = SandboxContainer.User,
            AttachStdout = true,
            AttachStderr = true,
        };
        var exec = await docker.Exec.ExecCreateContainerAsync(_start.ContainerId, parameters, cancellationToken);
        using var stream = await docker.Exec.StartAndAttachContainerExecAsync(exec.ID, tty: false, cancellationToken);
        await stream.CopyOutputToAsync(Stream.Null, Stream.Null, Stream.Null, cancellationToken);
        return (await docker.Exec.InspectContainerExecAsync(exec.ID, cancellationToken)).ExitCode;
    }, cancellationToken);
}
