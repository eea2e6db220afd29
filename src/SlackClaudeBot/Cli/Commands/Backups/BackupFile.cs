using EmbeddedTemporal.Storage;
using SlackClaudeBot.Foundation.Files;
using SlackClaudeBot.Hosting;
using SlackClaudeBot.Settings;

namespace SlackClaudeBot.Cli.Commands.Backups;

/// <summary>Shared by the commands for backups: the data directory, and one line for each failure.</summary>
internal static class BackupFile
{
    /// <summary>Does the work with the files of the data directory that the settings name.</summary>
    /// <returns>An exit code.</returns>
    public static async Task<int> RunAsync(Func<EmbeddedTemporalFiles, Task> work)
    {
        // Only DATA_DIR matters here: a backup is possible even if other settings are missing.
        var settings = BotSettings.Read(new SettingSources().Get);
        if (!settings.IsValid<BotOptions>())
        {
            await Console.Error.WriteLineAsync(new SettingsException(settings.Problems).Describe());
            return ExitCodes.BadSettings;
        }

        try
        {
            await work(new EmbeddedTemporalFiles(new DataDirectory(settings.Get<BotOptions>().DataDirectory)));
            return ExitCodes.Success;
        }
        catch (Exception e) when (e is DatabaseException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return ExitCodes.Failure;
        }
    }
}
