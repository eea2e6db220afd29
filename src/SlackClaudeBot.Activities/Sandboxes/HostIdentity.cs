using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using SlackClaudeBot.Foundation.Files;

namespace SlackClaudeBot.Activities.Sandboxes;

/// <summary>Identifies this host by its data folder; the machine's name does not matter.</summary>
public sealed partial class HostIdentity
{
    private const string FileName = "host-id";

    private static readonly Lock _loading = new();

    private HostIdentity(string id) => Id = id;

    /// <summary>Eight hex digits.</summary>
    public string Id { get; }

    /// <summary>Reads the id kept in the data folder, or makes one.</summary>
    public static HostIdentity Load(DataDirectory data)
    {
        ArgumentNullException.ThrowIfNull(data);
        lock (_loading)
        {
            // Opened exclusively: another process at the same moment fails instead of creating a second id.
            using var file = OwnerOnlyFile.Open(Path.Combine(data.Folder("host"), FileName), FileMode.OpenOrCreate, FileAccess.ReadWrite);
            using var reader = new StreamReader(file, leaveOpen: true);
            var kept = reader.ReadToEnd();
            if (Format().IsMatch(kept))
            {
                return new HostIdentity(kept);
            }

            var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
            file.SetLength(0);
            file.Write(Encoding.ASCII.GetBytes(id));
            file.Flush(flushToDisk: true);
            return new HostIdentity(id);
        }
    }

    [GeneratedRegex("^[0-9a-f]{8}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Format();
}
