namespace SlackClaudeBot.Activities.Repositories;

/// <summary>The changed lines of one file of a diff.</summary>
/// <param name="Path">Its path; of a file that was deleted, the one it had.</param>
/// <param name="IsDeleted">Whether the file is gone.</param>
/// <param name="Added">The added lines, without the sign.</param>
/// <param name="Removed">The removed lines, without the sign.</param>
internal sealed record DiffFile(string Path, bool IsDeleted, IReadOnlyList<string> Added, IReadOnlyList<string> Removed)
{
    private const string Header = "diff --git ";

    /// <summary>Reads what <c>git diff</c> writes. Binary files are left out.</summary>
    public static IReadOnlyList<DiffFile> Parse(string diff)
    {
        var files = new List<DiffFile>();
        foreach (var lines in Sections(diff))
        {
            string? before = null, after = null;
            var (added, removed, isInHunk) = (new List<string>(), new List<string>(), false);
            foreach (var line in lines)
            {
                isInHunk |= line.StartsWith("@@ ", StringComparison.Ordinal);
                switch (isInHunk, line)
                {
                    case (false, ['-', '-', '-', ' ', .. var path]):
                        before = Unprefixed(path);
                        break;
                    case (false, ['+', '+', '+', ' ', .. var path]):
                        after = Unprefixed(path);
                        break;
                    case (true, ['+', .. var text]):
                        added.Add(text);
                        break;
                    case (true, ['-', .. var text]):
                        removed.Add(text);
                        break;
                }
            }

            if ((after ?? before) is { } name)
            {
                files.Add(new DiffFile(name, after is null, added, removed));
            }
        }

        return files;
    }

    private static IEnumerable<List<string>> Sections(string diff)
    {
        List<string>? section = null;
        foreach (var line in diff.Split('\n'))
        {
            // Lines of content begin with a sign or a space.
            if (line.StartsWith(Header, StringComparison.Ordinal))
            {
                if (section is not null)
                {
                    yield return section;
                }

                section = [];
            }

            section?.Add(line);
        }

        if (section is not null)
        {
            yield return section;
        }
    }

    /// <summary>The path without git's <c>a/</c> or <c>b/</c>, and without the quotes of unusual names; null for no file.</summary>
    private static string? Unprefixed(string path)
    {
        var name = path.TrimEnd('\t', '\r').Trim('"');
        return name == "/dev/null" ? null : name.Length > 2 ? name[2..] : name;
    }
}
