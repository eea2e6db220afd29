namespace EmbeddedTemporal.Tests.Damages;

/// <summary>The files of a database as they were, so that each damage starts from the same ones.</summary>
internal sealed class StoredFiles(string folder)
{
    private readonly Dictionary<string, byte[]> _files = Directory.GetFiles(folder).ToDictionary(f => Path.GetFileName(f), File.ReadAllBytes);

    /// <summary>Makes a folder hold these files and no others.</summary>
    public void WriteTo(string target)
    {
        if (Directory.Exists(target))
        {
            Directory.Delete(target, recursive: true);
        }

        Directory.CreateDirectory(target);
        foreach (var (name, bytes) in _files)
        {
            File.WriteAllBytes(Path.Combine(target, name), bytes);
        }
    }
}
