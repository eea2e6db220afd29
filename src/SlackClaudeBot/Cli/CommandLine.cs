using SlackClaudeBot.Cli.Commands.Backups;
using SlackClaudeBot.Cli.Commands.Bot;
using SlackClaudeBot.Cli.Commands.Settings;
using SlackClaudeBot.Cli.Commands.Temporal;
using SlackClaudeBot.Hosting;
using Spectre.Console;
using Spectre.Console.Cli;

namespace SlackClaudeBot.Cli;

/// <summary>The program's commands; without one it serves.</summary>
internal static class CommandLine
{
    /// <summary>The line width of redirected output; a terminal has its own.</summary>
    private const int RedirectedWidth = 120;

    public static async Task<int> RunAsync(string[] args)
    {
        FileCreationMask.RestrictToOwner();
        if (Console.IsOutputRedirected)
        {
            AnsiConsole.Profile.Width = RedirectedWidth;
            AnsiConsole.Profile.Capabilities.Ansi = false;
        }

        using var stop = new StopSignals();
        return await Create().RunAsync(TestServerCommand.Expand(args), stop.Token);
    }

    private static CommandApp<ServeCommand> Create()
    {
        var app = new CommandApp<ServeCommand>();
        app.Configure(config =>
        {
            config.SetApplicationName("SlackClaudeBot");
            config.UseAssemblyInformationalVersion();
            config.UseStrictParsing();
            config.SetExceptionHandler((exception, _) => Report(exception));
            config.AddCommand<ServeCommand>("serve").WithDescription("Serves until it is stopped. This is the default.");
            config.AddCommand<CheckCommand>("check").WithDescription(
                "Asks Slack, GitHub, Anthropic, Docker and Temporal whether the settings work, without starting anything. Exit code 0: nothing is wrong. 69: something does not answer. 78: a setting is missing, wrong or refused.");
            config.AddCommand<BackupCommand>("backup").WithDescription("Copies all histories of the embedded Temporal service into one file, while the program runs or not.");
            config.AddCommand<RestoreCommand>("restore").WithDescription("Makes the histories of a backup those of a DATA_DIR that has none. The program must not run.");
            config.AddCommand<SettingsCommand>("settings").WithDescription("Lists every setting with its default.");
            config.AddCommand<TemporalCommand>("temporal").WithDescription("Runs the embedded Temporal service alone.");
            config.AddBranch("server", server =>
            {
                server.SetDescription("Temporal's dev server, as SDKs start it.");
                server.AddCommand<StartDevCommand>("start-dev").WithDescription("Runs the Temporal service with the arguments of Temporal's dev server.");
            });
            config.AddCommand<TestServerCommand>(TestServerCommand.Name).WithDescription("Runs the Temporal service for tests, on a clock that can skip time. A bare port does the same.");
        });
        return app;
    }

    /// <summary>One line for a mistake on the command line or a failed start; a stack trace for a defect of the program.</summary>
    private static int Report(Exception exception)
    {
        switch (exception)
        {
            case CommandAppException mistake:
                Console.Error.WriteLine(mistake is CommandParseException ? $"{mistake.Message} See --help." : mistake.Message);
                return ExitCodes.BadUsage;
            case OperationCanceledException:
                return ExitCodes.Success;
            default:
                Console.Error.WriteLine(exception);
                return ExitCodes.Failure;
        }
    }
}
