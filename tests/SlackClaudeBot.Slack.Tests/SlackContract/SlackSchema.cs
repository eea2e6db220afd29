using System.Diagnostics;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace SlackClaudeBot.Slack.Tests.SlackContract;

/// <summary>
/// The JSON Schema of the types that Slack publishes on npm, and ajv to check against it, in one process of node that lives as
/// long as the tests do. Needs node and npm.
/// </summary>
public static class SlackSchema
{
    private static readonly Lazy<Process> _node = new(Start);
    private static readonly Lock _turns = new();

    /// <summary>The violations of the schema, as ajv reports them.</summary>
    /// <param name="kind">One of <see cref="SentKinds"/>.</param>
    /// <param name="sent">As Slack gets it.</param>
    public static IReadOnlyList<string> Errors(string kind, JObject sent)
    {
        lock (_turns)
        {
            _node.Value.StandardInput.WriteLine(new JObject { ["kind"] = kind, ["sent"] = sent }.ToString(Formatting.None));
            _node.Value.StandardInput.Flush();
            return JsonConvert.DeserializeObject<string[]>(ReadLine(_node.Value))!;
        }
    }

    private static Process Start()
    {
        var folder = Path.Combine(CheckoutFolder(), "tests", "SlackClaudeBot.Slack.Tests", "SlackContract", "schema");
        Install(folder);
        var node = Run(folder, "node", "validate.mjs");
        // Its input ends with this process, however that ends.
        ReadLine(node);
        return node;
    }

    /// <summary>Installs once, also where several test programs start together.</summary>
    private static void Install(string folder)
    {
        using var turn = FileTurn.Take(Path.Combine(Path.GetTempPath(), $"slack-contract-{Environment.UserName}.lock"));
        if (File.Exists(Path.Combine(folder, "node_modules", ".package-lock.json")))
        {
            return;
        }

        using var npm = Run(folder, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error");
        npm.StandardInput.Close();
        var said = npm.StandardOutput.ReadToEnd();
        npm.WaitForExit();
        if (npm.ExitCode != 0)
        {
            throw new InvalidOperationException($"npm ci in {folder} ended with {npm.ExitCode}: {said}");
        }
    }

    private static Process Run(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true };
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new InvalidOperationException($"{program} did not start; install Node.js 20 or later.", e);
        }
    }

    private static string ReadLine(Process node) =>
        node.StandardOutput.ReadLine() ?? throw new InvalidOperationException("validate.mjs ended; its output is on this program's stderr.");

    private static string CheckoutFolder()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "SlackClaudeBot.slnx")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("Run the tests from a checkout.");
        }

        return folder;
    }

    /// <summary>One program at a time: an open file that a program which dies lets go.</summary>
    private sealed class FileTurn(FileStream file) : IDisposable
    {
        public static FileTurn Take(string path)
        {
            while (true)
            {
                try
                {
                    return new FileTurn(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
                }
                catch (IOException)
                {
                    // Another test program installs; npm takes seconds.
                    Thread.Sleep(TimeSpan.FromMilliseconds(100));
                }
            }
        }

        public void Dispose() => file.Dispose();
    }
}
