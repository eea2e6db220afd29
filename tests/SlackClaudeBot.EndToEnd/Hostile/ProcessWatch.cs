using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;

namespace SlackClaudeBot.EndToEnd.Hostile;

/// <summary>The facts about processes that all users of this machine can see: arguments and ports.</summary>
internal sealed class ProcessWatch : IAsyncDisposable
{
    // Shorter than a git command that talks to a server.
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(20);

    private readonly ConcurrentDictionary<string, bool> _seen = new(StringComparer.Ordinal);
    private readonly PeriodicTimer _timer = new(_interval);
    private readonly Task _looking;

    public ProcessWatch() => _looking = Task.Run(async () =>
    {
        do
        {
            Look();
        }
        while (await _timer.WaitForNextTickAsync());
    });

    /// <summary>Every argument list that was seen, its parts separated by spaces.</summary>
    public IReadOnlyCollection<string> Arguments => [.. _seen.Keys];

    /// <summary>The addresses at which a process waits for TCP connections.</summary>
    public static IReadOnlySet<IPAddress> ListeningAddresses(int process)
    {
        const string socket = "socket:[";
        var sockets = Directory.EnumerateFileSystemEntries($"/proc/{process}/fd").Select(LinkTarget)
            .Where(name => name.StartsWith(socket, StringComparison.Ordinal)).Select(name => name[socket.Length..^1]).ToHashSet();

        // https://www.kernel.org/doc/Documentation/networking/proc_net_tcp.txt: the 2nd field is the local address, the 4th the state, the 10th the socket.
        return new[] { "tcp", "tcp6" }
            .SelectMany(table => File.ReadLines($"/proc/{process}/net/{table}").Skip(1))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields[3] == "0A" && sockets.Contains(fields[9]))
            .Select(fields => Address(fields[1].Split(':')[0]))
            .ToHashSet();
    }

    public async ValueTask DisposeAsync()
    {
        _timer.Dispose();
        await _looking;
    }

    private static string LinkTarget(string path)
    {
        try
        {
            return File.ResolveLinkTarget(path, returnFinalTarget: false)?.Name ?? string.Empty;
        }
        catch (IOException)
        {
            // Closed since.
            return string.Empty;
        }
    }

    // The kernel writes each four bytes as one number of this machine.
    private static IPAddress Address(string hex) => new([.. hex.Chunk(8).SelectMany(part =>
        BitConverter.GetBytes(uint.Parse(part, NumberStyles.HexNumber, CultureInfo.InvariantCulture)))]);

    private void Look()
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0])))
        {
            try
            {
                _seen.TryAdd(Encoding.UTF8.GetString(File.ReadAllBytes(Path.Combine(folder, "cmdline"))).Replace('\0', ' '), true);
            }
            catch (Exception ended) when (ended is IOException or UnauthorizedAccessException)
            {
                // The next one.
            }
        }
    }
}
