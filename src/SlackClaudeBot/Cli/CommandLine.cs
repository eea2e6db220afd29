using System.CommandLine;
using System.CommandLine.Invocation;
using SlackClaudeBot.Hosting;

namespace SlackClaudeBot.Cli;

/// <summary>The program's verbs; without one it serves.</summary>
internal static class CommandLine
{
    /// <summary>
    /// What is asked to stop (Ctrl+C, SIGTERM) ends within SHUTDOWN_TIMEOUT by itself; the parser's own two seconds would cut its
    /// clean-up short. After this it is ended in any case.
    /// </summary>
    private static readonly TimeSpan _stopLimit = TimeSpan.FromMinutes(10);

    public static Task<int> RunAsync(string[] args)
    {
        FileCreationMask.KeepOthersOut();
        var root = new RootCommand("Hands coding work from Slack to Claude Code. Without a verb it serves.")
        {
            ServeVerb.Create(),
            CheckVerb.Create(),
            SettingsVerb.Create(),
            TemporalVerb.Create(),
            DevServerVerb.Create(),
            TestServerVerb.Create(),
        };
        root.SetAction((_, cancellationToken) => ServeVerb.RunAsync(cancellationToken));
        var parsed = root.Parse(TestServerVerb.Expand(args));
        if (parsed.Action is ParseErrorAction error)
        {
            // The one line that says what is wrong would be lost above a page of help.
            error.ShowHelp = false;
        }

        return parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = _stopLimit });
    }
}

/// <summary>What the program's exit codes say.</summary>
internal static class ExitCodes
{
    public const int Success = 0;
    public const int Failure = 1;

    /// <summary>A setting is missing or wrong (<c>EX_CONFIG</c> of sysexits.h).</summary>
    public const int BadSettings = 78;
}
