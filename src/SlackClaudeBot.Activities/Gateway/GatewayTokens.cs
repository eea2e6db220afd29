using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using SlackClaudeBot.Foundation.Files;
using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Activities.Gateway;

/// <summary>
/// Tokens of the form <c>{task id}.{HMAC-SHA256 of it}</c>. The secret and the list of open tasks (one empty file each) are in
/// the data directory, so that a sandbox that outlives a restart of the bot keeps its access and a closed task does not regain it.
/// </summary>
internal sealed class GatewayTokens : IGatewayTokens
{
    private const int SecretBytes = 32;

    private readonly ConcurrentDictionary<string, bool> _open = new(StringComparer.Ordinal);
    private readonly string _openTasks;
    private readonly byte[] _secret;

    public GatewayTokens(DataDirectory data)
    {
        var folder = data.Folder("gateway");
        _secret = OwnerOnlyFile.ReadOrCreate(Path.Combine(folder, "secret"), SecretBytes, () => RandomNumberGenerator.GetBytes(SecretBytes));
        _openTasks = data.Folder(Path.Combine("gateway", "open"));
        foreach (var file in Directory.EnumerateFiles(_openTasks))
        {
            _open[Path.GetFileName(file)] = true;
        }
    }

    public IReadOnlyCollection<string> OpenTasks => [.. _open.Keys];

    public string Issue(string taskId)
    {
        if (_open.TryAdd(new TaskId(taskId), true))
        {
            OwnerOnlyFile.Write(Path.Combine(_openTasks, taskId), []);
        }

        return $"{taskId}.{Signature(taskId)}";
    }

    public void Revoke(string taskId)
    {
        if (!TaskId.IsValid(taskId))
        {
            return;
        }

        // The file first. After a crash a token may then be valid for too long, but a closed one never becomes valid again.
        File.Delete(Path.Combine(_openTasks, taskId));
        _open.TryRemove(taskId, out _);
    }

    public bool TryValidate(string? token, [NotNullWhen(true)] out string? taskId)
    {
        taskId = null;
        var dot = token?.IndexOf('.', StringComparison.Ordinal) ?? -1;
        if (dot < 0)
        {
            return false;
        }

        var claimed = token![..dot];
        var genuine = CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(token[(dot + 1)..]),
            Encoding.UTF8.GetBytes(Signature(claimed)));
        if (!genuine || !_open.ContainsKey(claimed))
        {
            return false;
        }

        taskId = claimed;
        return true;
    }

    private string Signature(string taskId) => Base64Url.EncodeToString(HMACSHA256.HashData(_secret, Encoding.UTF8.GetBytes(taskId)));
}
