using System.Globalization;

namespace SlackClaudeBot.Activities.Repositories;

/// <summary>A path that a branch changed.</summary>
/// <param name="Path">As git has it.</param>
/// <param name="NewMode"><c>120000</c> is a symbolic link, <c>160000</c> a submodule, <c>000000</c> removed.</param>
internal sealed record ChangedFile(string Path, string NewMode)
{
    /// <summary>Reads the output of <c>git diff --raw -z --no-renames --no-abbrev</c>.</summary>
    internal static IReadOnlyList<ChangedFile> ParseRaw(string output)
    {
        var files = new List<ChangedFile>();
        var fields = output.Split('\0');
        for (var i = 0; i + 1 < fields.Length; i += 2)
        {
            // :100644 100755 <old id> <new id> M
            var parts = fields[i].TrimStart(':').Split(' ');
            if (parts.Length != 5)
            {
                throw new FormatException("git diff --raw wrote something unexpected.");
            }

            files.Add(new ChangedFile(fields[i + 1], parts[1]));
        }

        return files;
    }
}

/// <summary>Lines added to and removed from a file; zero for binary ones.</summary>
internal sealed record LineCount(string Path, int Added, int Removed)
{
    /// <summary>Reads the output of <c>git diff --numstat -z</c>.</summary>
    internal static IReadOnlyList<LineCount> ParseNumStat(string output)
    {
        var counts = new List<LineCount>();
        var fields = output.Split('\0');
        for (var i = 0; i < fields.Length && fields[i].Length > 0; i++)
        {
            var parts = fields[i].Split('\t', 3);
            if (parts.Length != 3)
            {
                throw new FormatException("git diff --numstat wrote something unexpected.");
            }

            // The path of a renamed file is empty; the old and the new path follow.
            var path = parts[2].Length > 0 ? parts[2] : fields[i += 2];
            counts.Add(new LineCount(path, Number(parts[0]), Number(parts[1])));
        }

        return counts;
    }

    private static int Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
