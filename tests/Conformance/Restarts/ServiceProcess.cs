using System.Diagnostics;
using System.Globalization;

namespace Conformance.Restarts;

/// <summary>The embedded service in its own process, so that it can be killed.</summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    private readonly Process _process;

    private ServiceProcess(Process process, string address) => (_process, Address) = (process, address);

    public string Address { get; }

    public int Id => _process.Id;

    public int Port => int.Parse(Address[(Address.LastIndexOf(':') + 1)..], CultureInfo.InvariantCulture);

    /// <summary>Starts it and waits until it listens.</summary>
    /// <param name="database">The file that survives it.</param>
    /// <param name="port">The port; 0 takes any.</param>
    /// <param name="program">Another build of the program; null: the one of this checkout.</param>
    public static async Task<ServiceProcess> StartAsync(string database, int port, string? program = null)
    {
        const string Announcement = "Temporal listens on ";
        var process = Process.Start(StartInfo(database, port, program)) ?? throw new InvalidOperationException("dotnet did not start.");
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        for (string? line; (line = await process.StandardOutput.ReadLineAsync(limit.Token)) is not null;)
        {
            if (line.StartsWith(Announcement, StringComparison.Ordinal))
            {
                _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
                return new ServiceProcess(process, line[Announcement.Length..]);
            }
        }

        throw new InvalidOperationException("The service ended before it listened.");
    }

    /// <summary>What starts it.</summary>
    public static ProcessStartInfo StartInfo(string database, int port, string? program = null) => new(
        "dotnet", ["exec", program ?? Path.Combine(AppContext.BaseDirectory, "SlackClaudeBot.dll"), "temporal", "--db", database, "--port", port.ToString(CultureInfo.InvariantCulture)])
    {
        RedirectStandardOutput = true,
    };

    /// <summary>Ends it as a power cut would.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }
}
