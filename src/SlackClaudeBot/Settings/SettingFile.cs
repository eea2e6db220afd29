using System.Diagnostics.CodeAnalysis;

namespace SlackClaudeBot.Settings;

/// <summary>A setting whose value may be the path of a file that holds it, such as a private key.</summary>
internal static class SettingFile
{
    private const int MaxBytes = 64 * 1024;

    /// <summary>Replaces a path with the file's content. A text of several lines, or in PEM format, is the value itself.</summary>
    /// <param name="text">The path; the content afterwards.</param>
    /// <param name="problem">Why the file cannot be read, to follow the setting's name.</param>
    public static bool TryReplace(ref string text, [NotNullWhen(false)] out string? problem)
    {
        problem = null;
        if (text.Contains("-----BEGIN", StringComparison.Ordinal) || text.Contains('\n', StringComparison.Ordinal) || !LooksLikePath(text))
        {
            return true;
        }

        var path = text.StartsWith("~/", StringComparison.Ordinal)
            ? Path.Join(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify), text[2..])
            : text;
        try
        {
            if (!File.Exists(path))
            {
                problem = $"names a file, {path}, that does not exist.";
                return false;
            }

            if (new FileInfo(path).Length > MaxBytes)
            {
                problem = $"names a file, {path}, that is too large for a key.";
                return false;
            }

            text = File.ReadAllText(path).Trim();
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problem = $"names a file, {path}, that cannot be read: {e.Message}";
            return false;
        }
    }

    /// <summary>A key has no dots, and never the name of a file that exists.</summary>
    private static bool LooksLikePath(string text) =>
        text.Length < 4096 && (text[0] is '/' or '~' or '.' || text.EndsWith(".pem", StringComparison.OrdinalIgnoreCase) || File.Exists(text));
}
