using System.Reflection;
using System.Text.RegularExpressions;

namespace SlackClaudeBot.Tests.Architecture;

/// <summary>
/// The program builds against our subset of SlackNet and against the official package, which has more types and more members. The lists
/// of the official ones are data of SlackNet's tests.
/// </summary>
public sealed partial class SlackNetNamesTests
{
    private const string Official = "tests/SlackNet.Tests/Surface/Official";

    private static readonly Assembly[] _program =
        [.. Repository.Files("src", "SlackClaudeBot*.csproj").Select(path => Assembly.Load(Path.GetFileNameWithoutExtension(path)))];

    /// <summary>A name that exists twice is ambiguous as soon as a file imports both namespaces.</summary>
    [Fact]
    public void No_type_has_a_name_of_the_official_package_if_a_file_imports_both()
    {
        var official = File.ReadLines(Path.Combine(Repository.Root, Official, "TypeNames.txt")).Where(name => !name.StartsWith('#')).ToHashSet();
        var ours = _program.SelectMany(assembly => assembly.GetTypes())
            .Where(type => !type.IsNested && official.Contains(type.Name.Split('`')[0]))
            .ToLookup(type => type.Namespace);
        var files = Repository.Files("src", "*.cs")
            .Where(path => !path.Contains("/src/packages/", StringComparison.Ordinal))
            .Select(path => (Path: path, Namespaces: Visible(File.ReadAllText(path))))
            .Where(file => file.Namespaces.Any(name => name == "SlackNet" || name.StartsWith("SlackNet.", StringComparison.Ordinal)))
            .ToList();

        Assert.True(official.Count > 700, "The list of the official names is not complete.");
        Assert.NotEmpty(files);
        Assert.Empty(files.SelectMany(file => file.Namespaces.SelectMany(name => ours[name]).Select(type => $"{type} in {file.Path}")));
    }

    /// <summary>A class that implements half of an interface does not compile against the whole one.</summary>
    [Fact]
    public void The_program_implements_only_interfaces_that_the_subset_has_completely()
    {
        var official = InterfaceMembers();
        var implemented = _program.SelectMany(assembly => assembly.GetTypes())
            .SelectMany(type => type.GetInterfaces())
            .Where(type => type.Namespace is { } name && (name == "SlackNet" || name.StartsWith("SlackNet.", StringComparison.Ordinal)))
            .Select(type => type.IsGenericType ? type.GetGenericTypeDefinition() : type)
            .Distinct()
            .ToList();

        Assert.NotEmpty(implemented);
        Assert.All(implemented, type => Assert.Equal(
            official[$"{type.Namespace}: {type.Name.Split('`')[0]} {type.GetGenericArguments().Length}"],
            type.GetMethods().Count(method => !method.IsSpecialName) + type.GetProperties().Length));
    }

    /// <summary>How many members each interface has, by namespace, name and number of type parameters.</summary>
    private static Dictionary<string, int> InterfaceMembers()
    {
        var members = new Dictionary<string, int>();
        var current = "";
        foreach (var line in File.ReadLines(Path.Combine(Repository.Root, Official, "SlackNet.txt")))
        {
            if (!line.StartsWith(' '))
            {
                current = Interface().Match(line) is { Success: true } match
                    ? $"{match.Groups["namespace"]}: {match.Groups["name"]} {(match.Groups["generic"].Success ? 1 : 0)}"
                    : "";
                members.TryAdd(current, 0);
            }
            else if (!line.TrimStart().StartsWith(':'))
            {
                members[current]++;
            }
        }

        return members;
    }

    /// <summary>The namespaces whose types a file can use by their simple names: the imported ones, its own, and the enclosing ones.</summary>
    private static HashSet<string> Visible(string source)
    {
        var names = Import().Matches(source).Select(match => match.Groups[1].Value).ToHashSet();
        for (var name = Namespace().Match(source).Groups[1].Value; name.Length > 0; name = name[..Math.Max(0, name.LastIndexOf('.'))])
        {
            names.Add(name);
        }

        return names;
    }

    [GeneratedRegex(@"^(?<namespace>[\w.]+): interface (?<name>\w+)(?<generic><)?")]
    private static partial Regex Interface();

    [GeneratedRegex(@"^using ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Import();

    [GeneratedRegex(@"^namespace ([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Namespace();
}
