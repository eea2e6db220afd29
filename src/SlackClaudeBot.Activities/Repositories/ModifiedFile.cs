namespace SlackClaudeBot.Activities.Repositories;

/// <summary>A regular file with another content than in the base.</summary>
internal sealed record ModifiedFile(string Path, string OldId, string NewMode)
{
    /// <summary>Reads the output of <c>git diff-index --raw -z --no-abbrev --no-renames</c>; links, submodules, new and removed files are left out.</summary>
    internal static IReadOnlyList<ModifiedFile> ParseRaw(string output)
    {
        var files = new List<ModifiedFile>();
        var fields = output.Split('\0');
        for (var i = 0; i + 1 < fields.Length; i += 2)
        {
            // :100644 100755 <old id> <new id> M
            var parts = fields[i].TrimStart(':').Split(' ');
            if (parts is [['1', '0', '0', ..], ['1', '0', '0', ..] mode, var old, var id, "M"] && old != id)
            {
                files.Add(new ModifiedFile(fields[i + 1], old, mode));
            }
        }

        return files;
    }
}
