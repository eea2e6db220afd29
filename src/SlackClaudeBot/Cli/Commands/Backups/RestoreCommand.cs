using System.ComponentModel;
using EmbeddedTemporal;
using Spectre.Console.Cli;

namespace SlackClaudeBot.Cli.Commands.Backups;

/// <summary><c>restore</c>: makes the database of a backup, in a data directory that has none.</summary>
internal sealed class RestoreCommand : AsyncCommand<RestoreCommand.Options>
{
    public override Task<int> ExecuteAsync(CommandContext context, Options settings, CancellationToken cancellationToken) => BackupFile.RunAsync(files =>
    {
        EmbeddedTemporalServer.Restore(settings.File, files.Database);
        Console.WriteLine($"The histories of {Path.GetFullPath(settings.File)} are in {files.Database}.");
        return Task.CompletedTask;
    });

    internal sealed class Options : CommandSettings
    {
        [CommandArgument(0, "<FILE>")]
        [Description("The backup; it stays as it is.")]
        public string File { get; init; } = string.Empty;
    }
}
