using System.Text.Json;
using Temporalio.Common;

namespace Temporalio.Tests.Goldens;

/// <summary>What the real service said. The environment variable GOLDENS names another folder of recordings.</summary>
internal static class Recordings
{
    /// <summary>Recordings that no SDK's workflow is in: their workers are made of bare calls, or there is none.</summary>
    public static readonly string[] WithoutSdk = ["raw_worker", "start_raw", "wrong_commands", "sticky_without_poller", "service_answers"];

    /// <summary>Recordings of what this SDK does not offer yet. May only shrink.</summary>
    public static readonly string[] NotYet = ["attributes", "children", "local_activities", "updates", "updates_at_the_edges"];

    public static string Folder { get; } = Environment.GetEnvironmentVariable("GOLDENS") is { Length: > 0 } folder ? folder : Find("tests/Goldens/service");

    public static IEnumerable<string> Scenarios => Directory.GetDirectories(Folder)
        .Where(d => File.Exists(Path.Combine(d, "calls.jsonl")))
        .Select(d => Path.GetFileName(d)!)
        .Except(WithoutSdk)
        .Order(StringComparer.Ordinal);

    public static IEnumerable<(string Label, WorkflowHistory History)> Histories(string scenario) =>
        Directory.GetFiles(Path.Combine(Folder, scenario), "*.history.json").Order(StringComparer.Ordinal).Select(file =>
            (Path.GetFileName(file).Replace(".history.json", string.Empty, StringComparison.Ordinal), WorkflowHistory.FromJson(scenario, File.ReadAllText(file))));

    public static IReadOnlyList<JsonElement> Calls(string scenario) =>
        [.. File.ReadLines(Path.Combine(Folder, scenario, "calls.jsonl")).Where(l => l.Length > 0).Select(l => JsonDocument.Parse(l).RootElement)];

    private static string Find(string folder)
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            var found = Path.Combine(directory.FullName, folder);
            if (Directory.Exists(found))
            {
                return found;
            }
        }

        throw new DirectoryNotFoundException($"There is no {folder} above {AppContext.BaseDirectory}.");
    }
}
