namespace SlackClaudeBot.Settings;

/// <summary>Reads <c>.env</c>: one <c>NAME=value</c> a line, <c>#</c> begins a comment, quotes around a value are dropped.</summary>
internal static class DotEnvFile
{
    /// <summary>The settings in a file; none where it does not exist.</summary>
    public static IReadOnlyDictionary<string, string?> Read(string path) =>
        File.Exists(path) ? Parse(File.ReadLines(path)) : new Dictionary<string, string?>();

    internal static Dictionary<string, string?> Parse(IEnumerable<string> lines)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var raw in lines)
        {
            var line = raw.Trim();
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || line[0] == '#')
            {
                continue;
            }

            var name = line[..equals].Trim();
            if (name.StartsWith("export ", StringComparison.Ordinal))
            {
                name = name["export ".Length..].TrimStart();
            }

            settings[name] = Unquote(line[(equals + 1)..].Trim());
        }

        return settings;
    }

    private static string Unquote(string value)
    {
        if (value.Length >= 2 && value[0] is '"' or '\'' && value.IndexOf(value[0], 1) is > 0 and var end)
        {
            var inner = value[1..end];
            return value[0] == '"' ? inner.Replace("\\n", "\n", StringComparison.Ordinal) : inner;
        }

        var comment = value.IndexOf(" #", StringComparison.Ordinal);
        return comment < 0 ? value : value[..comment].TrimEnd();
    }
}
