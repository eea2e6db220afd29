using System.ComponentModel.DataAnnotations;
using SlackClaudeBot.Foundation.Settings;

namespace SlackClaudeBot.Tasks;

/// <summary>The Temporal service that keeps the workflows: the embedded one, a cluster, or Temporal Cloud.</summary>
public sealed class TemporalOptions : IValidatableObject
{
    [RegularExpression(@"^[^\s:/]+:\d{1,5}$", ErrorMessage = "must be host:port, for example temporal.example.com:7233.")]
    [Setting("TEMPORAL_ADDRESS", "host:port of a Temporal service. Not set: the embedded one on this machine.")]
    public string? Address { get; set; }

    [Required]
    [RegularExpression(@"^[A-Za-z0-9][A-Za-z0-9_.-]*$", ErrorMessage = "is not a namespace: it consists of letters, digits, dots, dashes and underscores.")]
    [Setting("TEMPORAL_NAMESPACE", "The namespace in the Temporal service.")]
    public string Namespace { get; set; } = "default";

    [Required]
    [RegularExpression(@"^\S{1,200}$", ErrorMessage = "must have at most 200 characters and no spaces.")]
    [Setting("TEMPORAL_TASK_QUEUE", "The task queue that all workers of this installation share.")]
    public string TaskQueue { get; set; } = "slackclaudebot";

    [Range(1, 65535)]
    [Setting("TEMPORAL_PORT", "The port of the embedded service. If it is in use, the next free one is taken.")]
    public int EmbeddedPort { get; set; } = 7233;

    [Setting("TEMPORAL_UI_BASE_URL", "Where people's browsers reach Temporal's web UI; /claude status then links a task's history.")]
    public Uri? UiBaseUrl { get; set; }

    [Setting("TEMPORAL_API_KEY", "An API key of Temporal Cloud; turns TLS on.", Secret = true)]
    public string? ApiKey { get; set; }

    [Setting("TEMPORAL_TLS", "yes encrypts the connection to the service. An API key, a certificate or a server name turns it on too.")]
    public bool? Tls { get; set; }

    [Setting("TEMPORAL_TLS_CLIENT_CERT_PATH", "A PEM file with this client's certificate, for mutual TLS.")]
    public string? ClientCertificatePath { get; set; }

    [Setting("TEMPORAL_TLS_CLIENT_KEY_PATH", "A PEM file with its private key.")]
    public string? ClientKeyPath { get; set; }

    [Setting("TEMPORAL_TLS_SERVER_CA_CERT_PATH", "A PEM file with the authority that signed the service's certificate, if the system does not trust it already.")]
    public string? ServerCaPath { get; set; }

    [Setting("TEMPORAL_TLS_SERVER_NAME", "The name in the service's certificate, if it differs from the address.")]
    public string? ServerName { get; set; }

    [Range(1, 1000)]
    [Setting("WORKER_MAX_ACTIVITIES", "How many activities this process runs at once.")]
    public int MaxActivities { get; set; } = 20;

    [Range(1, 1000)]
    [Setting("WORKER_MAX_WORKFLOWS", "How many workflow tasks this process works on at once.")]
    public int MaxWorkflowTasks { get; set; } = 100;

    /// <summary>Whether the service runs in this process.</summary>
    public bool IsEmbedded => Address is null;

    /// <summary>Whether calls are encrypted.</summary>
    public bool UsesTls => Tls ?? (ApiKey is not null || ClientCertificatePath is not null || ServerCaPath is not null || ServerName is not null);

    /// <summary>Where the web UI shows a workflow's latest run; null if there is no UI.</summary>
    public Uri? HistoryOf(string workflowId) => UiBaseUrl is null
        ? null
        : new Uri($"{UiBaseUrl.AbsoluteUri.TrimEnd('/')}/namespaces/{Uri.EscapeDataString(Namespace)}/workflows/{Uri.EscapeDataString(workflowId)}");

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (ClientCertificatePath is null != ClientKeyPath is null)
        {
            yield return new ValidationResult("must be given together.", [nameof(ClientCertificatePath), nameof(ClientKeyPath)]);
        }

        var files = new[] { (nameof(ClientCertificatePath), ClientCertificatePath), (nameof(ClientKeyPath), ClientKeyPath), (nameof(ServerCaPath), ServerCaPath) };
        foreach (var (name, path) in files)
        {
            if (path is not null && !File.Exists(path))
            {
                yield return new ValidationResult($"names a file, {path}, that does not exist.", [name]);
            }
        }

        if (!IsEmbedded && !Tls.GetValueOrDefault(true) && (ServerName ?? ClientCertificatePath ?? ServerCaPath) is not null)
        {
            yield return new ValidationResult("is no, but certificates or a server name are set, which only TLS uses.", [nameof(Tls)]);
        }

        if (IsEmbedded && (ApiKey is not null || UsesTls))
        {
            yield return new ValidationResult("is required if TEMPORAL_API_KEY or one of TEMPORAL_TLS… is set: the embedded service has no TLS.", [nameof(Address)]);
        }
    }
}
