using ArchUnitNET.Domain;
using ArchUnitNET.Loader;

namespace SlackClaudeBot.Tests.Architecture;

/// <summary>
/// Namespaces of a project know each other in one direction only. ArchUnitNET reads the dependencies; its own slice rule is not used
/// because it leaves out a project's root namespace.
/// </summary>
public sealed class CirclesTests
{
    // Enough to see what to move.
    private const int MaxTypesShown = 5;

    public static TheoryData<string> Projects =>
        [.. Repository.Files("src", "*.csproj").Where(path => !path.Contains("/packages/", StringComparison.Ordinal)).Select(path => Path.GetFileNameWithoutExtension(path))];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Namespaces_of_a_project_form_no_circle(string project)
    {
        var dependencies = Read(project);
        var circle = Circle(dependencies.Keys).Select(pair => $"{pair.From} -> {pair.To}: {string.Join(", ", dependencies[pair].Take(MaxTypesShown))}").ToList();

        Assert.True(circle.Count == 0, $"Move one of these types, so that the arrows run one way:\n{string.Join('\n', circle.Order(StringComparer.Ordinal))}");
    }

    [Fact]
    public void A_circle_is_found_without_the_arrows_that_only_lead_to_it()
    {
        (string From, string To)[] arrows = [("A", "B"), ("B", "C"), ("C", "A"), ("D", "A"), ("C", "E")];

        Assert.Equal([("A", "B"), ("B", "C"), ("C", "A")], Circle(arrows).Order());
    }

    /// <summary>The compiled project must be read whole: an empty graph would have no circle either.</summary>
    [Fact]
    public void The_program_is_read_with_its_dependencies() =>
        Assert.Contains("Composition -> SandboxHealth", Read("SlackClaudeBot")[("SlackClaudeBot.Hosting", "SlackClaudeBot.Hosting.Health")]);

    /// <summary>The types that make one namespace know another, for each such pair.</summary>
    private static Dictionary<(string From, string To), SortedSet<string>> Read(string project)
    {
        var assembly = System.Reflection.Assembly.Load(project);
        var dependencies = new Dictionary<(string From, string To), SortedSet<string>>();
        foreach (var dependency in new ArchLoader().LoadAssembly(assembly).Build().Types.Where(type => IsIn(type, project)).SelectMany(type => type.Dependencies))
        {
            var pair = (From: dependency.Origin.Namespace?.FullName ?? "", To: dependency.Target.Namespace?.FullName ?? "");
            if (pair.From == pair.To || !IsIn(dependency.Target, project))
            {
                continue;
            }

            if (!dependencies.TryGetValue(pair, out var types))
            {
                dependencies[pair] = types = new(StringComparer.Ordinal);
            }

            types.Add($"{dependency.Origin.Name} -> {dependency.Target.Name}");
        }

        return dependencies;
    }

    private static bool IsIn(IType type, string project) => type.Assembly is { } assembly && assembly.Name.Split(',')[0] == project;

    /// <summary>The arrows that are part of a circle.</summary>
    private static IEnumerable<(string From, string To)> Circle(IReadOnlyCollection<(string From, string To)> arrows)
    {
        var next = arrows.ToLookup(pair => pair.From, pair => pair.To);
        return arrows.Where(pair => Reachable(pair.To, next).Contains(pair.From));
    }

    private static HashSet<string> Reachable(string start, ILookup<string, string> next)
    {
        var seen = new HashSet<string> { start };
        var open = new Stack<string>(seen);
        while (open.TryPop(out var name))
        {
            foreach (var target in next[name].Where(seen.Add))
            {
                open.Push(target);
            }
        }

        return seen;
    }
}
