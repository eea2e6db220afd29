using System.Text;
using System.Text.Json.Nodes;

namespace EmbeddedTemporal.Tests.Goldens;

/// <summary>
/// Compares an answer with the recorded one, field by field. Ids that differ by nature are learnt where they first appear
/// and must stay the same from then on; times must all be as far from the recorded ones; of sizes only the presence is compared.
/// </summary>
internal sealed class Comparison
{
    /// <summary>Cannot be equal, and may even be absent: worker version stamps, links, build ids, auto-reset points, priority.</summary>
    private static readonly HashSet<string> _leftOut =
    [
        "workerVersion", "mostRecentWorkerVersionStamp", "workerVersionCapabilities", "links", "link", "BuildIds", "autoResetPoints", "prevAutoResetPoints", "priority",
        // How many polls a worker should have out, by how long tasks happened to wait, and about how many still did.
        "pollerScalingDecision", "backlogCountHint",
    ];

    private static readonly HashSet<string> _times =
    [
        "eventTime", "scheduledTime", "startedTime", "currentAttemptScheduledTime", "startTime", "closeTime", "executionTime", "lastHeartbeatTime", "lastStartedTime",
        "expirationTime", "lastAttemptCompleteTime", "nextAttemptScheduleTime", "originalScheduledTime", "originalStartTime", "runExpirationTime", "executionExpirationTime",
        "workflowExecutionExpirationTime", "lastAccessTime", "updateTime", "lastResetTime",
    ];

    /// <summary>Durations that were measured, sizes, task ids, request ids, and which free column an attribute got: only their presence can be equal.</summary>
    private static readonly HashSet<string> _presenceOnly =
        ["executionDuration", "currentRetryInterval", "historySizeBytes", "taskId", "requestId", "startRequestId", "clusterId", "firstWorkflowTaskBackoff", "customSearchAttributeAliases"];

    private static readonly HashSet<string> _ids =
        ["runId", "firstExecutionRunId", "originalExecutionRunId", "firstRunId", "newExecutionRunId", "continuedExecutionRunId", "newRunId", "baseRunId", "namespaceId", "parentWorkflowNamespaceId", "parentNamespaceId"];

    private static readonly HashSet<string> _tokens = ["taskToken", "nextPageToken"];

    private readonly Dictionary<string, string> _learnt = [];
    private readonly Clocks _clocks = new();

    public List<string> Differences { get; } = [];

    /// <summary>Adds what can be told only when all has been compared.</summary>
    public void Complete() => Differences.AddRange(_clocks.Differences());

    /// <summary>The recording's ids in a text, as they are here.</summary>
    public string Translate(string text) => _learnt.Aggregate(text, static (t, id) => t.Replace(id.Key, id.Value, StringComparison.Ordinal));

    public string? Learnt(string recorded) => _learnt.GetValueOrDefault(recorded);

    public void Compare(string path, JsonNode? recorded, JsonNode? actual)
    {
        switch (recorded, actual)
        {
            case (JsonObject r, JsonObject a):
                CompareObjects(path, r, a);
                break;
            case (JsonArray r, JsonArray a):
                for (var i = 0; i < Math.Max(r.Count, a.Count); i++)
                {
                    Compare($"{path}[{i}]", i < r.Count ? r[i] : null, i < a.Count ? a[i] : null);
                }

                break;
            default:
                if (Text(recorded) is var expected && Text(actual) is var found && !AreEqual(expected, found))
                {
                    Differences.Add($"{path}: recorded {Short(expected)}, here {Short(found)}");
                }

                break;
        }
    }

    /// <summary>Ids are translated, also inside payloads.</summary>
    private bool AreEqual(string? expected, string? found) => expected is null || found is null
        ? expected == found
        : Translate(expected) == found || (Decode(expected) is { } inner && Translate(inner) == Decode(found));

    private static string? Decode(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : null;
    }

    private void CompareObjects(string path, JsonObject recorded, JsonObject actual)
    {
        foreach (var name in recorded.Select(p => p.Key).Union(actual.Select(p => p.Key)).Where(n => !_leftOut.Contains(n)))
        {
            var (r, a) = (recorded[name], actual[name]);
            if (name is "queries")
            {
                LearnKeys(r as JsonObject, a as JsonObject);
            }
            else if (name is "requestIdInfos")
            {
                Compare($"{path}.{name}", new JsonArray([.. r?.AsObject().Select(p => p.Value?.DeepClone()) ?? []]), new JsonArray([.. a?.AsObject().Select(p => p.Value?.DeepClone()) ?? []]));
                continue;
            }
            else if (name is "searchAttributes" && IsEmptyBut(r, "BuildIds") && IsEmptyBut(a, "BuildIds"))
            {
                continue;
            }

            if ((_ids.Contains(name) || _tokens.Contains(name)) && r is JsonValue && a is JsonValue && _learnt.TryAdd(Text(r)!, Text(a)!))
            {
                continue;
            }

            if (_times.Contains(name))
            {
                _clocks.Add($"{path}.{name}", Text(r), Text(a));
            }

            if (_times.Contains(name) || _presenceOnly.Contains(name) || (name == "id" && path.EndsWith("namespaceInfo", StringComparison.Ordinal)) || (_tokens.Contains(name) && r is not null && a is not null))
            {
                if (r is null != a is null)
                {
                    Differences.Add($"{path}.{name}: recorded {Short(Text(r))}, here {Short(Text(a))}");
                }

                continue;
            }

            Compare($"{path}.{name}", r, a);
        }
    }

    /// <summary>Search attributes that hold only what a worker's version left there.</summary>
    private static bool IsEmptyBut(JsonNode? attributes, string name) =>
        attributes?["indexedFields"] is not JsonObject fields || fields.All(f => f.Key == name);

    private void LearnKeys(JsonObject? recorded, JsonObject? actual)
    {
        if (recorded is null || actual is null)
        {
            return;
        }

        foreach (var (r, a) in recorded.Zip(actual))
        {
            _ = _learnt.TryAdd(r.Key, a.Key);
        }

        foreach (var (r, a) in recorded.ToList().Zip(actual.ToList()))
        {
            // From here on both go by the name it has here.
            var value = r.Value;
            _ = recorded.Remove(r.Key);
            recorded[a.Key] = value;
        }
    }

    private static string? Text(JsonNode? node) => node switch
    {
        null => null,
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        _ => node.ToJsonString(),
    };

    private static string Short(string? text) => text is null ? "nothing" : text.Length > 200 ? text[..200] + "…" : text;
}
