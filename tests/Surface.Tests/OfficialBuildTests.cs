using System.Diagnostics;
using System.Text.Json;

namespace Surface.Tests;

/// <summary><c>-p:OfficialPackages=true</c> takes the packages from NuGet, at these versions, and builds nothing of what stands for them.</summary>
public class OfficialBuildTests
{
    private static readonly Dictionary<string, string> _versions = new()
    {
        ["Docker.DotNet"] = "3.125.15",
        ["Octokit"] = "14.0.0",
        ["SlackNet"] = "0.17.11",
        ["SlackNet.AspNetCore"] = "0.17.11",
        ["Temporalio"] = "1.18.0",
        ["Temporalio.Extensions.Hosting"] = "1.18.0",
    };

    [Theory]
    [InlineData("src/SlackClaudeBot/SlackClaudeBot.csproj", "Temporalio", "Temporalio.Extensions.Hosting", "SlackNet", "SlackNet.AspNetCore")]
    [InlineData("src/SlackClaudeBot.Activities/SlackClaudeBot.Activities.csproj", "Temporalio", "SlackNet", "Octokit", "Docker.DotNet")]
    [InlineData("src/SlackClaudeBot.Workflows/SlackClaudeBot.Workflows.csproj", "Temporalio")]
    [InlineData("tests/SlackClaudeBot.Workflows.Tests/SlackClaudeBot.Workflows.Tests.csproj", "Temporalio")]
    public async Task The_official_packages_take_the_place_of_ours(string project, params string[] packages)
    {
        using var items = await ItemsAsync(project, "-p:OfficialPackages=true");

        var referenced = Identities(items, "PackageReference");
        Assert.Equal(packages.Order(), referenced.Intersect(_versions.Keys).Order());
        Assert.Equal(referenced.Distinct().Count(), referenced.Count);
        Assert.DoesNotContain(Identities(items, "ProjectReference"), p => p.Contains("src/packages/", StringComparison.Ordinal));
        var versions = items.RootElement.GetProperty("Items").GetProperty("PackageVersion").EnumerateArray()
            .ToDictionary(i => i.GetProperty("Identity").GetString()!, i => i.GetProperty("Version").GetString());
        Assert.All(_versions, v => Assert.Equal(v.Value, versions[v.Key]));
    }

    [Fact]
    public async Task Ours_are_built_by_default()
    {
        using var items = await ItemsAsync("src/SlackClaudeBot/SlackClaudeBot.csproj");

        Assert.Empty(Identities(items, "PackageReference").Intersect(_versions.Keys));
        Assert.Equal(4, Identities(items, "ProjectReference").Count(p => p.Contains("src/packages/", StringComparison.Ordinal)));
    }

    private static List<string> Identities(JsonDocument items, string kind) =>
        [.. items.RootElement.GetProperty("Items").GetProperty(kind).EnumerateArray().Select(i => i.GetProperty("Identity").GetString()!.Replace('\\', '/'))];

    /// <summary>What MSBuild makes of a project. Nothing is restored or built.</summary>
    private static async Task<JsonDocument> ItemsAsync(string project, params string[] properties)
    {
        using var msbuild = Process.Start(new ProcessStartInfo(
            "dotnet", ["msbuild", Path.Combine(Root(), project), "-getItem:PackageReference,ProjectReference,PackageVersion", "-nodeReuse:false", .. properties])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (output, errors) = (msbuild.StandardOutput.ReadToEndAsync(), msbuild.StandardError.ReadToEndAsync());
        await msbuild.WaitForExitAsync();
        Assert.True(msbuild.ExitCode == 0, await output + await errors);
        return JsonDocument.Parse(await output);
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "SlackClaudeBot.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run from within the repository.");
        }

        return folder.FullName;
    }
}
