using System.ComponentModel.DataAnnotations;
using System.Net;
using SlackClaudeBot.Foundation.Settings;

namespace SlackClaudeBot.Settings;

/// <summary>The settings of the program as a whole.</summary>
public sealed class BotOptions : IValidatableObject
{
    private static readonly string[] _knownRoles = ["web", "worker"];

    [Required]
    [Setting("DATA_DIR", "The folder in which everything on this machine is kept: histories, mirrors, artifacts. Only its owner can read it.")]
    public string DataDirectory { get; set; } = Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "slackclaudebot");

    [Setting(Presets.SettingName, "development, staging or production: chooses other defaults and rules. A setting that you set yourself wins over its default.")]
    public DeploymentEnvironment Stage { get; set; } = DeploymentEnvironment.Development;

    [Setting("LOG_LEVEL", "trace, debug, information, warning, error or critical.")]
    public LogLevel LogLevel { get; set; } = LogLevel.Information;

    [Setting("ROLES", "What this process does: web (receives what Slack sends), worker (runs tasks), or both. A process that is not both needs TEMPORAL_ADDRESS.")]
    [CustomValidation(typeof(BotOptions), nameof(AreKnown))]
    public IReadOnlyList<string> Roles { get; set; } = ["web", "worker"];

    [Setting("LISTEN", "The address on which the program receives Slack's requests: http://, an IP address of this machine or localhost, and a port. http://0.0.0.0:3000 listens on all addresses.")]
    public Uri Listen { get; set; } = new("http://127.0.0.1:3000");

    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    [Setting("SHUTDOWN_TIMEOUT", "How long the program may take to stop: running work is requeued within this time.")]
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(25);

    public bool IsWeb => Roles.Contains("web", StringComparer.OrdinalIgnoreCase);

    public bool IsWorker => Roles.Contains("worker", StringComparer.OrdinalIgnoreCase);

    /// <summary>Validates <see cref="Roles"/>.</summary>
    public static ValidationResult? AreKnown(IReadOnlyList<string> roles, ValidationContext context) =>
        roles.Count > 0 && roles.All(r => _knownRoles.Contains(r, StringComparer.OrdinalIgnoreCase))
            ? ValidationResult.Success
            : new ValidationResult("must name web, worker, or both.", [nameof(Roles)]);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (FindListenProblem(Listen) is { } problem)
        {
            yield return new ValidationResult(problem, [nameof(Listen)]);
        }
    }

    /// <summary>Kestrel would listen on all interfaces for any host that is neither an address nor localhost, and would ignore a path.</summary>
    private static string? FindListenProblem(Uri listen) => listen switch
    {
        { Scheme: not "http" } => "must begin with http://: the program has no certificate. Put a reverse proxy in front of it for https.",
        { PathAndQuery: not "/" } or { Fragment.Length: > 0 } => $"has a path, {listen.PathAndQuery}{listen.Fragment}: it takes an address and a port only, for example http://127.0.0.1:3000.",
        _ when listen.Host != "localhost" && !IPAddress.TryParse(listen.Host.Trim('[', ']'), out _) =>
            $"names {listen.Host}, which is neither an IP address nor localhost. For all addresses of this machine, use 0.0.0.0.",
        _ => null,
    };
}

/// <summary>The purpose of an installation.</summary>
public enum DeploymentEnvironment
{
    Development,
    Staging,
    Production,
}
