using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using SlackClaudeBot.EndToEnd.Drivers;

namespace SlackClaudeBot.EndToEnd.Hostile;

/// <summary>Looks for every secret of a world in what its program said and in what it left behind. Each world is searched when it ends.</summary>
internal static class SecretSearch
{
    // Secrets that the program creates, and the only files that may contain them.
    private static readonly (string Name, string File)[] _ownSecrets = [("the key that signs links", "secrets/links.key"), ("the key of the gateway's tokens", GatewaySecret)];

    private const string GatewaySecret = "gateway/secret";

    private const string AppKey = "GITHUB_APP_PRIVATE_KEY";

    private static readonly string[] _settings = ["SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN", "GITHUB_TOKEN", "ANTHROPIC_API_KEY"];

    /// <summary>The places in which a secret is found but not allowed. Git's packs are compressed and not searched.</summary>
    public static async Task<IReadOnlyList<string>> FindAsync(World world)
    {
        var (given, own) = (Given(world).ToList(), Own(world).ToList());
        List<SecretForms> all = [.. given, .. own.Select(secret => secret.Forms), .. TaskTokens(world)];
        var files = Directory.Exists(world.DataDirectory) ? await StoredFiles.ReadAsync(world.DataDirectory, packed: false) : [];
        return [.. Said(world).SelectMany(said => Find(all, said.Where, said.Content)), .. Find(given, own, files)];
    }

    /// <summary>The secrets the program was given, by its settings or by GitHub.</summary>
    public static IEnumerable<SecretForms> Given(World world) =>
    [
        .. _settings.Where(name => world.Settings.GetValueOrDefault(name) is { Length: > 0 }).Select(name => new SecretForms(name, world.Settings[name])),
        // One of its middle lines is enough to find the key.
        .. world.Settings.GetValueOrDefault(AppKey) is { } pem ? pem.Split('\n')[10..12].Select(line => new SecretForms(AppKey, line)) : [],
        .. world.GitHub.InstallationTokens.Select(token => new SecretForms("an installation token", token)),
    ];

    /// <summary>The secrets the program made.</summary>
    public static IEnumerable<(string File, SecretForms Forms)> Own(World world) => _ownSecrets
        .Select(own => (own.File, own.Name, Path: Path.Combine(world.DataDirectory, own.File)))
        .Where(own => File.Exists(own.Path))
        .Select(own => (own.File, new SecretForms(own.Name, File.ReadAllBytes(own.Path))));

    /// <summary>The token of each task for the gateway, which only its sandbox may have.</summary>
    public static IEnumerable<SecretForms> TaskTokens(World world)
    {
        var key = Path.Combine(world.DataDirectory, GatewaySecret);
        return File.Exists(key)
            ? world.Slack.Messages.Select(TaskOf).OfType<string>().Distinct().Select(task =>
                new SecretForms($"the gateway's token of task {task}", Base64Url.EncodeToString(HMACSHA256.HashData(File.ReadAllBytes(key), Encoding.UTF8.GetBytes(task)))))
            : [];
    }

    /// <summary>All requests to others. The credentials in their headers are not recorded.</summary>
    public static IEnumerable<(string Where, byte[] Content)> Said(World world) =>
    [
        ("the log", Encoding.UTF8.GetBytes(world.Log)),
        .. world.Slack.Messages.Select(m => ($"Slack's message {m.Ts}", Encoding.UTF8.GetBytes($"{m.Text}\n{m.Blocks}\n{m.Metadata}"))),
        .. world.Slack.Messages.SelectMany(m => m.Files).Select(f => ($"the file {f.Name} in Slack", f.Content.ToArray())),
        .. world.Slack.Requests.All.Concat(world.GitHub.Requests.All).Select(r => ($"the request {r.Method} {r.Operation}", Encoding.UTF8.GetBytes($"{Uri.UnescapeDataString(r.Path)}\n{r.Path}\n{r.Body}"))),
        .. world.Model.Requests.Select(r => ("a request to the model", Encoding.UTF8.GetBytes($"{r.Path}\n{r.Conversation.Text}"))),
    ];

    /// <summary>Secrets in files: settings are allowed in none, secrets of the program only in their own.</summary>
    public static IEnumerable<string> Find(IReadOnlyCollection<SecretForms> given, IReadOnlyCollection<(string File, SecretForms Forms)> own, IEnumerable<(string Where, byte[] Content)> files) =>
        files.SelectMany(file => Find(given.Concat(own.Where(secret => secret.File != file.Where).Select(secret => secret.Forms)), file.Where, file.Content));

    public static IEnumerable<string> Find(IEnumerable<SecretForms> secrets, string where, byte[] content) =>
        secrets.Select(secret => secret.FindIn(content)).OfType<string>().Select(name => $"{name} is in {where}");

    private static string? TaskOf(Playground.Slack.SlackMessage message) =>
        message.Metadata is { } metadata && metadata.TryGetProperty("event_payload", out var payload) && payload.TryGetProperty("task_id", out var task) ? task.GetString() : null;
}
