using System.Reflection;
using System.Xml.Linq;

namespace SlackClaudeBot.Tests.Architecture;

/// <summary>Which project may know which: arrows run one way.</summary>
public sealed class ArrowsTests
{
    private static readonly Dictionary<string, string[]> _arrows = new()
    {
        ["SlackClaudeBot"] =
        [
            "SlackClaudeBot.Slack", "SlackClaudeBot.Activities", "SlackClaudeBot.GitHub", "SlackClaudeBot.Tasks", "SlackClaudeBot.Foundation",
            "SlackClaudeBot.Workflows", "SlackClaudeBot.Playground", "EmbeddedTemporal",
        ],
        ["SlackClaudeBot.Slack"] = ["SlackClaudeBot.Tasks", "SlackClaudeBot.Foundation", "SlackClaudeBot.Workflows", "SlackNet", "SlackNet.AspNetCore"],
        ["SlackClaudeBot.Activities"] = ["SlackClaudeBot.GitHub", "SlackClaudeBot.Foundation", "SlackClaudeBot.Workflows"],
        ["SlackClaudeBot.GitHub"] = ["SlackClaudeBot.Foundation", "SlackClaudeBot.Workflows"],
        ["SlackClaudeBot.Tasks"] = ["SlackClaudeBot.Foundation", "SlackClaudeBot.Workflows"],
        ["SlackClaudeBot.Foundation"] = ["SlackClaudeBot.Workflows"],
        ["SlackClaudeBot.Workflows"] = [],
        ["SlackClaudeBot.Playground"] = [],
        ["EmbeddedTemporal"] = [],
        ["SlackNet"] = [],
        ["SlackNet.AspNetCore"] = ["SlackNet"],
    };

    public static TheoryData<string> Projects => [.. Repository.Files("src", "*.csproj").Select(f => Path.GetFileNameWithoutExtension(f))];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_names_what_its_arrows_point_to_and_nothing_else(string project)
    {
        var path = Repository.Files("src", project + ".csproj").Single();
        var named = XDocument.Load(path).Descendants()
            .Where(e => e.Name.LocalName is "ProjectReference" or "SlackNetPackage")
            .Select(e => (Kind: e.Name.LocalName, Include: (string)e.Attribute("Include")!))
            .Select(e => e.Kind == "SlackNetPackage" ? e.Include : Path.GetFileNameWithoutExtension(e.Include.Replace('\\', '/')));

        Assert.Equal(_arrows[project].Order(StringComparer.Ordinal), named.Order(StringComparer.Ordinal));
    }

    /// <summary>References are handed on: the compiler would let a project use what only another one names.</summary>
    [Theory]
    [InlineData("SlackClaudeBot")]
    [InlineData("SlackClaudeBot.Slack")]
    [InlineData("SlackClaudeBot.Activities")]
    [InlineData("SlackClaudeBot.GitHub")]
    [InlineData("SlackClaudeBot.Tasks")]
    [InlineData("SlackClaudeBot.Foundation")]
    [InlineData("SlackClaudeBot.Workflows")]
    [InlineData("SlackClaudeBot.Playground")]
    [InlineData("EmbeddedTemporal")]
    public void A_project_uses_nothing_that_only_another_one_names(string project)
    {
        var used = Assembly.Load(project).GetReferencedAssemblies().Select(a => a.Name!).Where(_arrows.ContainsKey);

        Assert.Empty(used.Except(_arrows[project]));
    }

    /// <summary>Within the program: commands know the hosting, which knows telemetry and settings.</summary>
    [Theory]
    [InlineData("Settings", "Telemetry", "Hosting", "Cli")]
    [InlineData("Telemetry", "Hosting", "Cli")]
    [InlineData("Hosting", "Cli")]
    public void A_folder_of_the_program_knows_none_above_it(string folder, params string[] above)
    {
        var files = Repository.Files($"src/SlackClaudeBot/{folder}", "*.cs").ToList();

        Assert.NotEmpty(files);
        Assert.DoesNotContain(files, file => File.ReadLines(file).Any(line =>
            above.Any(name => line.StartsWith($"using SlackClaudeBot.{name}", StringComparison.Ordinal) || line.Contains($" {name}.", StringComparison.Ordinal))));
    }

    [Fact]
    public void Workflows_use_no_library_but_Temporal()
    {
        var foreign = typeof(Workflows.Contracts.Tasks.TaskRequest).Assembly.GetReferencedAssemblies()
            .Select(a => a.Name!)
            .Where(n => !n.StartsWith("System.", StringComparison.Ordinal) && !n.StartsWith("Temporalio", StringComparison.Ordinal)
                && n is not "System" and not "Microsoft.Extensions.Logging.Abstractions" and not "Google.Protobuf");

        Assert.Empty(foreign);
    }

    [Theory]
    [InlineData("DateTime.UtcNow")]
    [InlineData("DateTime.Now")]
    [InlineData("DateTimeOffset.Now")]
    [InlineData("DateTimeOffset.UtcNow")]
    [InlineData("TimeProvider.")]
    [InlineData("Stopwatch.")]
    [InlineData("Guid.NewGuid")]
    [InlineData("Task.Run(")]
    [InlineData("Task.Delay(")]
    [InlineData("Task.WhenAny(")]
    [InlineData("ConfigureAwait(false)")]
    [InlineData("new Random(")]
    [InlineData("Random.Shared")]
    [InlineData("File.")]
    [InlineData("HttpClient")]
    [InlineData("Environment.")]
    public void Workflows_and_all_they_call_leave_time_chance_and_the_world_to_Temporal(string forbidden)
    {
        var files = Repository.Files("src/SlackClaudeBot.Workflows", "*.cs").ToList();

        Assert.NotEmpty(files);
        Assert.DoesNotContain(files, f => File.ReadLines(f).Any(l => IsCode(l) && l.Contains(forbidden, StringComparison.Ordinal)));
    }

    private static bool IsCode(string line) => !line.TrimStart().StartsWith("//", StringComparison.Ordinal);
}
