using System.ComponentModel;
using SlackClaudeBot.Hosting.Checks;
using SlackClaudeBot.Settings;
using Spectre.Console.Cli;

namespace SlackClaudeBot.Cli.Commands.Settings;

/// <summary><c>check</c>: reports settings that are missing or wrong, and services that do not work with them. It starts nothing.</summary>
internal sealed class CheckCommand : AsyncCommand<CheckCommand.Options>
{
    public override async Task<int> ExecuteAsync(CommandContext context, Options settings, CancellationToken cancellationToken)
    {
        var sources = new SettingSources();
        var read = BotSettings.Read(sources.Get);
        using var check = new InstallationCheck(sources, read, TimeProvider.System, settings.Fix);
        var problems = sources.FileProblems.Concat(read.Problems.Where(problem => !sources.IsPlayground || IsSet(sources, problem.Name))).ToList();
        var results = await check.RunAsync(cancellationToken);
        Write(sources, problems.Count == 0 ? null : new SettingsException(problems), results);
        return problems.Count > 0 || results.Any(result => result.Outcome == CheckOutcome.Wrong) ? ExitCodes.BadSettings
            : results.Any(result => result.Outcome == CheckOutcome.NoAnswer) ? ExitCodes.Unavailable
            : ExitCodes.Success;
    }

    /// <summary>The playground does not need all settings.</summary>
    private static bool IsSet(SettingSources sources, string names) => names.Split(", ").Any(name => !string.IsNullOrWhiteSpace(sources.Get(name)));

    private static void Write(SettingSources sources, SettingsException? problems, IReadOnlyList<CheckResult> results)
    {
        if (sources.Preset.DescribeEffective(sources.Get) is { } preset)
        {
            Console.WriteLine(preset);
        }

        if (sources.IsPlayground)
        {
            Console.WriteLine("Nothing of Slack is set: the program would start the playground.");
        }

        if (sources.UnknownNames is { Count: > 0 } unknown)
        {
            Console.WriteLine($"{DotEnvFile.Name} has names that are not settings; they are ignored: {string.Join(", ", unknown)}");
        }

        Console.WriteLine(problems?.Describe() ?? "All settings are well-formed.");
        foreach (var result in results)
        {
            Console.WriteLine($"{Word(result.Outcome),-10} {result.Name,-10} {result.Detail}");
        }
    }

    private static string Word(CheckOutcome outcome) => outcome switch
    {
        CheckOutcome.Fine => "ok",
        CheckOutcome.Wrong => "WRONG",
        CheckOutcome.NoAnswer => "NO ANSWER",
        _ => "not asked",
    };

    internal sealed class Options : CommandSettings
    {
        [CommandOption("--fix")]
        [Description("Creates the search attributes that the Temporal namespace lacks.")]
        public bool Fix { get; init; }
    }
}
