using System.ComponentModel;
using EmbeddedTemporal;
using Spectre.Console.Cli;

namespace SlackClaudeBot.Cli.Commands.Backups;

/// <summary><c>backup</c>: copies all histories into one file, while the program runs or not.</summary>
internal sealed class BackupCommand : AsyncCommand<BackupCommand.Options>
{
    public override Task<int> ExecuteAsync(CommandContext context, Options settings, CancellationToken cancellationToken) => BackupFile.RunAsync(async files =>
    {
        await EmbeddedTemporalServer.BackupAsync(files.Database, settings.File);
        Console.WriteLine($"The histories are in {Path.GetFullPath(settings.File)}.");
    });

    internal sealed class Options : CommandSettings
    {
        [CommandArgument(0, "<FILE>")]
        [Description("The file to write; an earlier backup there is replaced once the new one is complete.")]
        public string File { get; init; } = string.Empty;
    }
}
