using System.Text.RegularExpressions;
using SlackClaudeBot.Settings;
using SlackClaudeBot.Tests.Architecture;

namespace SlackClaudeBot.Tests.Documents;

/// <summary>Documents describe the settings that the program has, name files and tests that exist, and have diagrams that can be drawn.</summary>
public sealed partial class DocumentationTests
{
    [Fact]
    public void The_example_lists_every_setting_with_its_default() =>
        Assert.Equal(SettingsText.ToDotEnv(), File.ReadAllText(Path.Combine(Repository.Root, ".env.example")));

    [Fact]
    public void The_reference_lists_every_setting_with_its_default() =>
        Assert.Contains(SettingsText.ToMarkdown(), File.ReadAllText(Path.Combine(Repository.Root, "docs", "settings.md")), StringComparison.Ordinal);

    [Fact]
    public void No_setting_is_bound_twice() =>
        Assert.Equal(BotSettings.All.Select(s => s.Setting.Name).Distinct(), BotSettings.All.Select(s => s.Setting.Name));

    [Fact]
    public void Every_setting_is_read_by_something()
    {
        var source = string.Concat(Repository.Files("src", "*.cs").Select(File.ReadAllText));
        Assert.Empty(BotSettings.All.Where(s => !Regex.IsMatch(source, $@"\.{s.Property.Name}\b|\b{s.Property.Name}(\.| \?\?)")).Select(s => s.Setting.Name));
    }

    [Fact]
    public void Every_test_that_the_security_page_names_is_there()
    {
        var named = TestName().Matches(File.ReadAllText(Path.Combine(Repository.Root, "SECURITY.md"))).Select(m => m.Value).ToHashSet();
        Assert.Contains(nameof(DocumentationTests), Classes());
        Assert.NotEmpty(named);
        Assert.Empty(named.Except(Classes()));
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_file_that_a_document_names_is_there(string document)
    {
        // Build outputs are not in a fresh clone.
        var named = RepositoryPath().Matches(Read(document)).Select(m => m.Value.TrimEnd('.')).Where(path => !path.Contains("/bin/", StringComparison.Ordinal));
        Assert.All(named, path => Assert.True(Path.Exists(Path.Combine(Repository.Root, path)), $"{document} names {path}"));
    }

    /// <summary>Mermaid draws nothing if a keyword is used as a name, or if a line has a semicolon.</summary>
    [Fact]
    public void The_sequence_of_a_task_is_drawn()
    {
        var diagram = SequenceDiagram().Match(Read("docs/architecture.md"));
        Assert.True(diagram.Success);
        Assert.DoesNotContain(';', diagram.Value);
        Assert.DoesNotMatch(@"\b(participant|actor) (box|loop|alt|else|opt|par|and|rect|note|critical|break|end)\b", diagram.Value);
    }

    /// <summary>People who type it must know when there is no review.</summary>
    [Theory]
    [InlineData("README.md")]
    [InlineData("src/SlackClaudeBot.Workflows/Contracts/Tasks/TaskOption.cs")]
    public void The_condition_of_no_approval_is_described_in_the_same_words(string document) =>
        Assert.Matches("--no-approval.*tests ran for all that changed, and passed", Read(document));

    public static TheoryData<string> Documents =>
        ["README.md", "SECURITY.md", "CHANGELOG.md", "CONTRIBUTING.md", .. Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md").Select(f => Path.GetRelativePath(Repository.Root, f))];

    private static string Read(string document) => File.ReadAllText(Path.Combine(Repository.Root, document));

    private static IEnumerable<string> Classes() => Repository.Files("tests", "*.cs").SelectMany(file => TestClass().Matches(File.ReadAllText(file)).Select(m => m.Groups[1].Value));

    [GeneratedRegex(@"(?<![\w/.])(?:src|docker|docs|tests|\.ci)/[A-Za-z0-9_./-]*")]
    private static partial Regex RepositoryPath();

    [GeneratedRegex(@"(?<=```mermaid\n)sequenceDiagram\n.*?(?=```)", RegexOptions.Singleline)]
    private static partial Regex SequenceDiagram();

    [GeneratedRegex(@"\b[A-Z][A-Za-z]+Tests\b")]
    private static partial Regex TestName();

    [GeneratedRegex(@"\bclass ([A-Z][A-Za-z]+Tests)\b")]
    private static partial Regex TestClass();
}
