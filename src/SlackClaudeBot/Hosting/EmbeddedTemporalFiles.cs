using System.Security.Cryptography;
using SlackClaudeBot.Foundation.Files;

namespace SlackClaudeBot.Hosting;

/// <summary>The embedded Temporal service's files in the data directory: its database, and the token that callers must send.</summary>
/// <param name="data">The data directory.</param>
internal sealed class EmbeddedTemporalFiles(DataDirectory data)
{
    private const int TokenBytes = 32;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The SQLite file with all histories.</summary>
    public string Database => Path.Combine(data.Folder("temporal"), "temporal.db");

    /// <summary>The file with the token. Tools of the owner show it as an API key.</summary>
    public string Token => Path.Combine(data.Folder("temporal"), "token");

    /// <summary>The token; it is made at the first start. A file that others can read is restricted to its owner.</summary>
    /// <exception cref="IOException">The file cannot be read or written.</exception>
    public string LoadToken()
    {
        if (File.Exists(Token) && File.ReadAllText(Token).Trim() is { Length: > 0 } known)
        {
            if (!OperatingSystem.IsWindows() && File.GetUnixFileMode(Token) != OwnerOnly)
            {
                File.SetUnixFileMode(Token, OwnerOnly);
            }

            return known;
        }

        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(TokenBytes));
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using (var file = new FileStream(Token, options))
        using (var writer = new StreamWriter(file))
        {
            writer.WriteLine(token);
            writer.Flush();
            file.Flush(flushToDisk: true);
        }

        return token;
    }
}
