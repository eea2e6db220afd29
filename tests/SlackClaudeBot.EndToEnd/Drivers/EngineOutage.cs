using System.Diagnostics;
using SlackClaudeBot.Testing;

namespace SlackClaudeBot.EndToEnd.Drivers;

/// <summary>Stops the Docker engine itself, with every container in it, until this is disposed of.</summary>
public sealed class EngineOutage : IAsyncDisposable
{
    private bool _isOver;

    public static async Task<EngineOutage> BeginAsync()
    {
        await RunAsync("--stop");
        return new EngineOutage();
    }

    /// <summary>Starts the engine again.</summary>
    public async Task EndAsync()
    {
        await RunAsync("--start");
        _isOver = true;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_isOver)
        {
            await EndAsync();
        }
    }

    private static async Task RunAsync(string what)
    {
        var command = (Needs.DockerControl ?? throw new InvalidOperationException(Needs.Missing(Need.DockerControl))).Split(' ');
        using var process = Process.Start(command[0], [.. command[1..], what]);
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }
}
