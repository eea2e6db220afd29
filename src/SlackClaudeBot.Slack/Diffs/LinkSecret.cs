using System.Security.Cryptography;
using SlackClaudeBot.Foundation.Files;

namespace SlackClaudeBot.Slack.Diffs;

/// <summary>The key that signs links: created once, readable only by the program's user.</summary>
public sealed class LinkSecret(DataDirectory data)
{
    private const int Bytes = 32;

    private readonly Lazy<byte[]> _value = new(
        () => OwnerOnlyFile.ReadOrCreate(Path.Combine(data.Folder("secrets"), "links.key"), Bytes, () => RandomNumberGenerator.GetBytes(Bytes)));

    public ReadOnlyMemory<byte> Value => _value.Value;
}
