using System.Diagnostics;

namespace Conformance.Npm;

/// <summary>The official TypeScript SDK, installed from npm once for all tests of a run.</summary>
public sealed class NpmProject : IAsyncLifetime
{
    /// <summary>The folder with package.json, the scripts, and after the installation node_modules.</summary>
    public string Folder { get; } = Path.Combine(SourceFolder(), "typescript");

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Path.Combine(Folder, "node_modules", ".package-lock.json")))
        {
            await RunAsync("npm", ["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Runs a script to its end and returns what it printed.</summary>
    /// <exception cref="InvalidOperationException">It ended with another code than 0; the message holds its stderr.</exception>
    public Task<string> RunScriptAsync(string script, params string[] arguments) => RunAsync("node", [script, .. arguments]);

    /// <summary>Starts a script that keeps running; the caller ends it.</summary>
    public Process Start(string script, params string[] arguments) => Launch("node", [script, .. arguments]);

    private async Task<string> RunAsync(string program, string[] arguments)
    {
        using var process = Launch(program, arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? await output
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {await errors}");
    }

    private Process Launch(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true };
        return Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
    }

    private static string SourceFolder()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Conformance.csproj")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("Run the tests from a checkout.");
        }

        return folder;
    }
}

/// <summary>Shares one installation among all tests.</summary>
[CollectionDefinition(Name)]
public sealed class NpmCollection : ICollectionFixture<NpmProject>
{
    public const string Name = "npm";
}
