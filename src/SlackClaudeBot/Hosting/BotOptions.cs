using System.ComponentModel.DataAnnotations;
using SlackClaudeBot.Foundation.Settings;
using SlackClaudeBot.Settings;

namespace SlackClaudeBot.Hosting;

/// <summary>What the program as a whole needs to know.</summary>
public sealed class BotOptions
{
    /// <summary>What a process of a larger installation can be.</summary>
    private static readonly string[] _knownRoles = ["web", "worker"];

    [Required]
    [Setting("DATA_DIR", "The folder in which everything on this machine is kept: histories, mirrors, artifacts. Only its owner can read it.")]
    public string DataDirectory { get; set; } = Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "slackclaudebot");

    [Setting(Presets.SettingName, "development, staging or production: other defaults and rules for all settings; whatever is set itself wins.")]
    public DeploymentEnvironment Stage { get; set; } = DeploymentEnvironment.Development;

    [Setting("LOG_LEVEL", "trace, debug, information, warning, error or critical.")]
    public LogLevel LogLevel { get; set; } = LogLevel.Information;

    [Setting("ROLES", "What this process does: web (takes what Slack sends), worker (runs tasks), or both.")]
    [CustomValidation(typeof(BotOptions), nameof(AreKnown))]
    public IReadOnlyList<string> Roles { get; set; } = ["web", "worker"];

    [Setting("LISTEN", "The address on which the program takes Slack's requests, for example http://0.0.0.0:3000 in a container.")]
    public Uri Listen { get; set; } = new("http://127.0.0.1:3000");

    [Setting("SHUTDOWN_TIMEOUT", "How long running work may take to hand itself back when the program is asked to stop.")]
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(25);

    public bool IsWeb => Roles.Contains("web", StringComparer.OrdinalIgnoreCase);

    public bool IsWorker => Roles.Contains("worker", StringComparer.OrdinalIgnoreCase);

    /// <summary>Validates <see cref="Roles"/>.</summary>
    public static ValidationResult? AreKnown(IReadOnlyList<string> roles, ValidationContext context) =>
        roles.Count > 0 && roles.All(r => _knownRoles.Contains(r, StringComparer.OrdinalIgnoreCase))
            ? ValidationResult.Success
            : new ValidationResult("must name web, worker, or both.", [nameof(Roles)]);
}

/// <summary>Where an installation stands between trying and relying on it.</summary>
public enum DeploymentEnvironment
{
    Development,
    Staging,
    Production,
}
