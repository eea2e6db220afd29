using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace SlackClaudeBot.Workflows.Prompts;

/// <summary>A text of ours with <c>{placeholders}</c>, kept beside this class as Markdown with front matter.</summary>
/// <param name="Text">The text without its front matter.</param>
internal sealed partial record PromptTemplate(string Text)
{
    private static readonly ConcurrentDictionary<string, PromptTemplate> _loaded = new();

    /// <summary>The template of this name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static PromptTemplate Load(string name) => _loaded.GetOrAdd(name, Read);

    /// <summary>The text with each placeholder replaced once: what a value holds is not looked at again. Lines that end up empty are joined.</summary>
    public string Fill(params IReadOnlyList<(string Name, string Value)> values)
    {
        var filled = Placeholder().Replace(Text, match => values.First(value => value.Name == match.Groups["name"].Value).Value);
        return EmptyLines().Replace(filled, "\n\n").TrimEnd();
    }

    private static PromptTemplate Read(string name)
    {
        var resource = $"{typeof(PromptTemplate).Namespace}.Templates.{name}.md";
        using var stream = typeof(PromptTemplate).Assembly.GetManifestResourceStream(resource) ?? throw new ArgumentException($"There is no prompt '{name}'.", nameof(name));
        using var reader = new StreamReader(stream);
        var text = reader.ReadToEnd().ReplaceLineEndings("\n");
        return new PromptTemplate(FrontMatter().Replace(text, string.Empty).Trim());
    }

    [GeneratedRegex(@"\A---\n.*?\n---\n", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex FrontMatter();

    [GeneratedRegex(@"\{(?<name>[a-z]+)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"\n{3,}", RegexOptions.CultureInvariant)]
    private static partial Regex EmptyLines();
}
