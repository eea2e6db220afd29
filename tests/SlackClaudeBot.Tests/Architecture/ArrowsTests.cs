using System.Xml.Linq;

namespace SlackClaudeBot.Tests.Architecture;

/// <summary>Which project may know which: arrows run one way.</summary>
public sealed class ArrowsTests
{
    private static readonly Dictionary<string, string[]> _allowed = new()
    {
        ["SlackClaudeBot"] =
        [
            "SlackClaudeBot.Activities", "SlackClaudeBot.Workflows", "SlackClaudeBot.Playground", "EmbeddedTemporal",
            "Temporalio", "Temporalio.Extensions.Hosting", "SlackNet", "SlackNet.AspNetCore", "Docker.DotNet",
        ],
        ["SlackClaudeBot.Activities"] = ["SlackClaudeBot.Workflows", "Temporalio", "SlackNet", "Octokit", "Docker.DotNet"],
        ["SlackClaudeBot.Workflows"] = ["Temporalio"],
        ["SlackClaudeBot.Playground"] = [],
        ["EmbeddedTemporal"] = ["Temporalio.Api"],
        ["Temporalio.Api"] = [],
        ["Temporalio"] = ["Temporalio.Api"],
        ["Temporalio.Extensions.Hosting"] = ["Temporalio"],
        ["Temporalio.Testing"] = ["Temporalio", "EmbeddedTemporal"],
        ["SlackNet"] = [],
        ["SlackNet.AspNetCore"] = ["SlackNet"],
        ["Octokit"] = [],
        ["Docker.DotNet"] = [],
    };

    public static TheoryData<string> Projects => [.. Repository.Files("src", "*.csproj").Select(f => Path.GetFileNameWithoutExtension(f))];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_knows_only_what_its_arrows_point_to(string project)
    {
        var path = Repository.Files("src", project + ".csproj").Single();
        var references = XDocument.Load(path).Descendants()
            .Where(e => e.Name.LocalName is "ProjectReference" or "BotPackage")
            .Select(e => Path.GetFileNameWithoutExtension(((string)e.Attribute("Include")!).Replace('\\', '/') + (e.Name.LocalName == "BotPackage" ? ".x" : string.Empty)));

        Assert.Empty(references.Except(_allowed[project]));
    }

    [Fact]
    public void Workflows_use_no_library_but_Temporal()
    {
        var foreign = typeof(Workflows.Tasks.BugFixTask).Assembly.GetReferencedAssemblies()
            .Select(a => a.Name!)
            .Where(n => !n.StartsWith("System.", StringComparison.Ordinal) && !n.StartsWith("Temporalio", StringComparison.Ordinal)
                && n is not "System" and not "Microsoft.Extensions.Logging.Abstractions" and not "Google.Protobuf");

        Assert.Empty(foreign);
    }

    [Theory]
    [InlineData("DateTime.UtcNow")]
    [InlineData("DateTime.Now")]
    [InlineData("DateTimeOffset.UtcNow")]
    [InlineData("Guid.NewGuid")]
    [InlineData("Task.Run(")]
    [InlineData("Task.Delay(")]
    [InlineData("Task.WhenAny(")]
    [InlineData("ConfigureAwait(false)")]
    [InlineData("new Random(")]
    [InlineData("File.")]
    [InlineData("HttpClient")]
    [InlineData("Environment.")]
    public void Deterministic_files_leave_time_chance_and_the_world_to_Temporal(string forbidden)
    {
        var files = Repository.Files("src/SlackClaudeBot.Workflows", "*.workflow.cs").ToList();

        Assert.NotEmpty(files);
        Assert.DoesNotContain(files, f => File.ReadLines(f).Any(l => IsCode(l) && l.Replace("Workflow." + forbidden, string.Empty, StringComparison.Ordinal).Contains(forbidden, StringComparison.Ordinal)));
    }

    private static bool IsCode(string line) => !line.TrimStart().StartsWith("//", StringComparison.Ordinal);
}
