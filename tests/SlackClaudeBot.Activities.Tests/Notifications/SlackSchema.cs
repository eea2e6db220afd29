using System.Diagnostics;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace SlackClaudeBot.Activities.Tests.Notifications;

/// <summary>The JSON Schema of the types that Slack publishes on npm, and ajv to check against it. Needs node and npm.</summary>
public sealed class SlackSchema : IAsyncLifetime
{
    private readonly string _folder = Path.Combine(ProjectFolder(), "Notifications", "schema");

    public async Task InitializeAsync()
    {
        if (!File.Exists(Path.Combine(_folder, "node_modules", ".package-lock.json")))
            await RunAsync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], string.Empty);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>What is wrong with each of these, in their order.</summary>
    public async Task<IReadOnlyList<string[]>> CheckAsync(string kind, IReadOnlyList<JObject> sent)
    {
        var lines = sent.Select(s => new JObject { ["kind"] = kind, ["sent"] = s }.ToString(Formatting.None));
        var answer = await RunAsync("node", ["validate.mjs"], string.Join("\n", lines));
        return [.. answer.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonConvert.DeserializeObject<string[]>(line)!)];
    }

    private async Task<string> RunAsync(string program, string[] arguments, string input)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = _folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start; install Node.js 20 or later.");
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? await output : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {await errors}");
    }

    private static string ProjectFolder()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "SlackClaudeBot.Activities.Tests.csproj")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("Run the tests from a checkout.");
        return folder;
    }
}
