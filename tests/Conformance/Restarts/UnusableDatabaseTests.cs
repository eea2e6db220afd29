using System.Diagnostics;

namespace Conformance.Restarts;

/// <summary>A database that cannot be used ends the start of the service with one message that says what to do.</summary>
[Trait("Category", "Conformance")]
public sealed class UnusableDatabaseTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("conformance-").FullName;

    private string File => Path.Combine(_folder, "temporal.db");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_file_that_is_not_a_database_is_left_alone()
    {
        await System.IO.File.WriteAllTextAsync(File, "Minutes of the meeting");

        var (code, message) = await StartAsync();

        Assert.Equal(1, code);
        Assert.StartsWith($"'{File}' is corrupt or not a database of this service. Restore a backup, or move it away", message, StringComparison.Ordinal);
        Assert.Single(message.TrimEnd().Split('\n'));
        Assert.Equal("Minutes of the meeting", await System.IO.File.ReadAllTextAsync(File));
    }

    [Fact]
    public async Task A_damaged_database_is_not_served()
    {
        await using (await ServiceProcess.StartAsync(File, port: 0))
        {
        }

        // Its pages, but for the first with the file's header: whatever wrote there was not SQLite.
        System.IO.File.Delete($"{File}-wal");
        await System.IO.File.WriteAllTextAsync($"{File}-commits", "accept");
        var pages = await System.IO.File.ReadAllBytesAsync(File);
        Array.Fill(pages, (byte)0xA5, 4096, pages.Length - 4096);
        await System.IO.File.WriteAllBytesAsync(File, pages);

        var (code, message) = await StartAsync();

        Assert.Equal(1, code);
        Assert.StartsWith($"'{File}' is corrupt", message, StringComparison.Ordinal);
        Assert.Single(message.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task A_database_in_use_is_not_shared()
    {
        await using var first = await ServiceProcess.StartAsync(File, port: 0);

        var (code, message) = await StartAsync();

        Assert.Equal(1, code);
        Assert.Equal($"'{File}' is in use by another process. Stop that one, or choose another database.", message.TrimEnd());
    }

    private async Task<(int ExitCode, string Message)> StartAsync()
    {
        var start = ServiceProcess.StartInfo(File, port: 0);
        start.RedirectStandardError = true;
        using var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Empty(await output);
        return (process.ExitCode, errors);
    }
}
