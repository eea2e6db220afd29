using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace SlackClaudeBot.Activities.Sandboxes;

/// <summary>Names this host for as long as its data folder lives, whatever the machine is called today.</summary>
public sealed partial class HostIdentity
{
    private const string FileName = "host-id";

    private HostIdentity(string id) => Id = id;

    /// <summary>Eight hex digits.</summary>
    public string Id { get; }

    /// <summary>Reads the id kept in the data folder, or makes one.</summary>
    public static HostIdentity Load(DataDirectory data)
    {
        var folder = data.Folder("host");
        var path = Path.Combine(folder, FileName);
        if (Read(path) is { } kept)
            return new HostIdentity(kept);

        // Written whole under another name, then linked: of two processes at once one wins, and both read the winner's.
        var draft = Path.Combine(folder, $".{FileName}.{Guid.NewGuid():N}");
        File.WriteAllText(draft, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4)));
        try
        {
            File.Move(draft, path, overwrite: File.Exists(path));
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(draft);
        }

        return new HostIdentity(Read(path) ?? throw new InvalidDataException($"{path} does not hold eight hex digits."));
    }

    private static string? Read(string path) => File.Exists(path) && File.ReadAllText(path).Trim() is var id && Format().IsMatch(id) ? id : null;

    [GeneratedRegex("^[0-9a-f]{8}$", RegexOptions.CultureInvariant)]
    private static partial Regex Format();
}
