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

    /// <summary>Imported into every file of a project by the SDK.</summary>
    private static readonly string[] _implicit =
        ["System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Threading", "System.Threading.Tasks", "Microsoft.AspNetCore.Builder", "Microsoft.AspNetCore.Http", "Microsoft.Extensions.DependencyInjection", "Microsoft.Extensions.Hosting", "Microsoft.Extensions.Logging"];

    private static readonly Assembly[] _program =
        [.. Repository.Files("src", "SlackClaudeBot*.csproj").Select(path => Assembly.Load(Path.GetFileNameWithoutExtension(path)))];

    /// <summary>A name that exists twice is ambiguous as soon as a file imports both namespaces.</summary>
    [Fact]
    public void No_type_has_a_name_of_the_official_package_if_a_file_imports_both()
    {
        var official = OfficialNames();
        var ours = Sources().SelectMany(Declared).Where(type => official.Contains(type.Name)).ToLookup(type => type.Namespace, type => type.Name);
        var importing = Importing().ToList();

        Assert.True(official.Count > 700, "The list of the official names is not complete.");
        Assert.NotEmpty(importing);
        Assert.Empty(importing.SelectMany(file => Visible(file.Text).SelectMany(name => ours[name]).Select(type => $"{type} in {file.Path}")));
    }

    /// <summary>For example <c>File</c>: beside <c>System.IO.File</c>, the official package has a <c>SlackNet.File</c>, and our subset has none.</summary>
    [Fact]
    public void No_file_that_imports_SlackNet_uses_a_name_that_only_the_official_package_makes_ambiguous()
    {
        var ours = typeof(SlackNet.ISlackApiClient).Assembly.GetExportedTypes().Select(type => type.Name.Split('`')[0]);
        var added = OfficialNames().Except(ours).ToHashSet();
        var elsewhere = AppDomain.CurrentDomain.GetAssemblies()
            .Where(assembly => !assembly.IsDynamic && assembly.GetName().Name?.StartsWith("SlackNet", StringComparison.Ordinal) == false)
            .SelectMany(assembly => assembly.GetExportedTypes())
            .Where(type => !type.IsNested && added.Contains(type.Name.Split('`')[0]))
            .ToLookup(type => type.Namespace, type => type.Name.Split('`')[0]);

        Assert.Contains("File", elsewhere["System.IO"]);
        Assert.Empty(Importing().SelectMany(file => Visible(file.Text).Union(_implicit)
            .SelectMany(name => elsewhere[name])
            .Where(name => Regex.IsMatch(file.Text, $@"(?<![\w.""]){name}(?![\w""])[.(<?\[ ]"))
            .Select(name => $"{name} in {file.Path}")));
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

    private static HashSet<string> OfficialNames() =>
        [.. File.ReadLines(Path.Combine(Repository.Root, Official, "TypeNames.txt")).Where(name => !name.StartsWith('#'))];

    private static IEnumerable<(string Path, string Text)> Sources() => new[] { "src", "tests" }
        .SelectMany(folder => Repository.Files(folder, "*.cs"))
        .Where(path => !path.Contains("/src/packages/", StringComparison.Ordinal) && !path.Contains("/tests/SlackNet.", StringComparison.Ordinal))
        .Select(path => (path, File.ReadAllText(path)));

    private static IEnumerable<(string Path, string Text)> Importing() => Sources().Where(file =>
        Import().Matches(file.Text).Any(import => import.Groups[1].Value is "SlackNet" || import.Groups[1].Value.StartsWith("SlackNet.", StringComparison.Ordinal)));

    /// <summary>The types of a file that are not nested, public or not.</summary>
    private static IEnumerable<(string Namespace, string Name)> Declared((string Path, string Text) file) =>
        Declaration().Matches(file.Text).Select(match => (Namespace().Match(file.Text).Groups[1].Value, match.Groups[1].Value));

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

    [GeneratedRegex(@"^(?:\w+ )*(?:class|record|struct|interface|enum|delegate \S+) (\w+)", RegexOptions.Multiline)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"^using ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Import();

    [GeneratedRegex(@"^namespace ([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Namespace();
}
