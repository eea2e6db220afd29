using SlackClaudeBot.Foundation.Settings;

namespace SlackClaudeBot.Settings;

/// <summary>
/// Reads <c>.env</c>: one <c>NAME=value</c> a line. <c>#</c> starts a comment. Quotes around a value are removed; a quoted value
/// may have several lines. Hand-written because a library would skip a line that is no setting, and here it is reported.
/// </summary>
internal sealed class DotEnvFile
{
    public const string Name = ".env";

    private readonly Dictionary<string, string?> _values = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<SettingProblem> _problems = [];

    private DotEnvFile()
    {
    }

    /// <summary>The settings by name; upper and lower case are the same.</summary>
    public IReadOnlyDictionary<string, string?> Values => _values;

    /// <summary>Lines that are neither a setting nor a comment.</summary>
    public IReadOnlyList<SettingProblem> Problems => _problems;

    /// <summary>Reads a file; one that does not exist sets nothing.</summary>
    public static DotEnvFile Read(string path) => Parse(File.Exists(path) ? File.ReadAllLines(path) : []);

    /// <summary>Reads the lines of a file.</summary>
    public static DotEnvFile Parse(IReadOnlyList<string> lines)
    {
        var file = new DotEnvFile();
        for (var next = 0; next < lines.Count;)
        {
            next = file.Add(lines, next);
        }

        return file;
    }

    /// <summary>Reads the setting that starts at a line; returns the line after it.</summary>
    private int Add(IReadOnlyList<string> lines, int index)
    {
        var line = lines[index].Trim();
        if (line.Length == 0 || line[0] == '#')
        {
            return index + 1;
        }

        var equals = line.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
        {
            return Refuse(index, "is not NAME=value, and not a comment, which starts with #.");
        }

        var name = line[..equals].Trim();
        if (name.StartsWith("export ", StringComparison.Ordinal))
        {
            name = name["export ".Length..].TrimStart();
        }

        var value = line[(equals + 1)..].Trim();
        if (value.Length > 0 && value[0] is '"' or '\'')
        {
            return AddQuoted(name, value, lines, index);
        }

        var comment = value.IndexOf(" #", StringComparison.Ordinal);
        _values[name] = comment < 0 ? value : value[..comment].TrimEnd();
        return index + 1;
    }

    private int AddQuoted(string name, string value, IReadOnlyList<string> lines, int index)
    {
        var quote = value[0];
        var next = index + 1;
        int end;
        while ((end = value.IndexOf(quote, 1)) < 0)
        {
            if (next == lines.Count)
            {
                return Refuse(index, $"opens a quote that is never closed, for {name}.");
            }

            value += "\n" + lines[next++];
        }

        var inner = value[1..end];
        _values[name] = quote == '"' ? inner.Replace("\\n", "\n", StringComparison.Ordinal) : inner;
        return next;
    }

    private int Refuse(int index, string message)
    {
        _problems.Add(new SettingProblem($"line {index + 1} of {Name}", message, string.Empty));
        return index + 1;
    }
}
