using System.Text;
using System.Text.Json;

namespace SlackClaudeBot.EndToEnd.Hostile;

/// <summary>A secret in every form in which it could have got somewhere.</summary>
internal sealed class SecretForms
{
    private readonly string _name;
    private readonly byte[][] _forms;

    /// <param name="name">Its name in reports, which never contain the secret itself.</param>
    /// <param name="secret">The secret.</param>
    public SecretForms(string name, ReadOnlySpan<byte> secret)
    {
        _name = name;
        var text = Encoding.Latin1.GetString(secret);
        HashSet<string> forms = [Convert.ToHexString(secret), Convert.ToHexStringLower(secret)];

        // JSON may escape some of it: .NET the plus, others the slash.
        foreach (var written in new[] { text, JsonEncodedText.Encode(text).ToString(), text.Replace("/", "\\/", StringComparison.Ordinal) }.Distinct())
        {
            forms.UnionWith([written, Uri.EscapeDataString(written), Uri.EscapeDataString(written).Replace("%", "%25", StringComparison.Ordinal)]);
            for (var before = 0; before < 3; before++)
            {
                var base64 = InBase64(Encoding.Latin1.GetBytes(written), before);
                forms.UnionWith([base64, base64.Replace('+', '-').Replace('/', '_'), Uri.EscapeDataString(base64)]);
            }
        }

        _forms = [.. forms.Select(Encoding.Latin1.GetBytes)];
    }

    public SecretForms(string name, string secret)
        : this(name, Encoding.UTF8.GetBytes(secret))
    {
    }

    /// <summary>Its name if some bytes contain it, otherwise null.</summary>
    public string? FindIn(byte[] content) => Array.Exists(_forms, form => content.AsSpan().IndexOf(form) >= 0) ? _name : null;

    /// <summary>The part of the secret's base64 that is the same after any prefix of this length (modulo 3).</summary>
    private static string InBase64(ReadOnlySpan<byte> secret, int before)
    {
        var base64 = Convert.ToBase64String((byte[])[.. new byte[before], .. secret]);

        // The first characters depend on the bytes before, the last ones on those after.
        var first = ((before * 8) + 5) / 6;
        var last = (before + secret.Length) * 8 / 6;
        return base64[first..last];
    }
}
