using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace EmbeddedTemporal.Tests.Goldens;

/// <summary>Compares the form of two answers: the same fields set, the same enums; not counts, ids, times or sizes.</summary>
internal static partial class Shape
{
    /// <summary>Worker version stamps and what follows from them, links, priority, scaling hints; and rates, which are measured.</summary>
    private static readonly HashSet<string> _leftOut =
    [
        "workerVersion", "mostRecentWorkerVersionStamp", "workerVersionCapabilities", "links", "link", "autoResetPoints", "priority", "searchAttributes", "deploymentVersion",
        "pollerScalingDecision", "tasksAddRate", "tasksDispatchRate", "sdkMetadata", "nextPageToken", "count", "historyLength", "workersInfo",
    ];

    /// <summary>Objects whose keys are data.</summary>
    private static readonly HashSet<string> _maps = ["requestIdInfos", "fields", "metadata", "customSearchAttributeAliases"];

    public static List<string> Differences(JsonNode? recorded, JsonNode? actual)
    {
        var differences = new List<string>();
        Compare("", recorded, actual, differences);
        return differences;
    }

    private static void Compare(string path, JsonNode? recorded, JsonNode? actual, List<string> differences)
    {
        switch (recorded, actual)
        {
            case (JsonObject r, JsonObject a):
                CompareObjects(path, r, a, differences);
                break;
            case (JsonArray r, JsonArray a) when r.Count > 0 && a.Count > 0:
                Compare($"{path}[0]", r[0], a[0], differences);
                break;
            case (null, not null) or (not null, null):
                differences.Add($"{path}: recorded {(recorded is null ? "nothing" : "a value")}, here {(actual is null ? "nothing" : actual.ToJsonString())}");
                break;
            case (JsonValue, JsonValue) when Enumeration().IsMatch(recorded.ToString()) && recorded.ToString() != actual.ToString():
                differences.Add($"{path}: recorded {recorded}, here {actual}");
                break;
        }
    }

    private static void CompareObjects(string path, JsonObject recorded, JsonObject actual, List<string> differences)
    {
        foreach (var name in recorded.Select(p => p.Key).Union(actual.Select(p => p.Key)).Where(n => !_leftOut.Contains(n)))
        {
            if (!_maps.Contains(name))
            {
                Compare($"{path}.{name}", recorded[name], actual[name], differences);
            }
        }
    }

    [GeneratedRegex("^[A-Z]+(_[A-Z0-9]+)+$")]
    private static partial Regex Enumeration();
}
