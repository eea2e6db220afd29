using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace EmbeddedTemporal.Tests.Goldens;

/// <summary>A call of the recording: when it was sent and answered, in milliseconds since the scenario's start.</summary>
internal sealed record RecordedCall(int Index, string Method, double SentAt, double AnsweredAt, JsonObject Request, JsonObject? Response, JsonObject? Error)
{
    public bool IsPoll => Method is "PollWorkflowTaskQueue" or "PollActivityTaskQueue";

    /// <summary>Calls that wait for something else to happen.</summary>
    public bool Waits => Method is "QueryWorkflow" or "UpdateWorkflowExecution" or "PollWorkflowExecutionUpdate" or "ExecuteMultiOperation"
        || (Method == "GetWorkflowExecutionHistory" && Request["waitNewEvent"] is not null);

    public bool IsSticky => (string?)Request["taskQueue"]?["kind"] == "TASK_QUEUE_KIND_STICKY";
}

/// <summary>
/// The recordings, copied beside the tests' sources. The environment variable GOLDENS names another folder of them; those
/// of the tools come from the folder beside it, of the same name with <c>-tools</c>, where there is one.
/// </summary>
internal static partial class Recordings
{
    public static string Folder => Others ?? Path.Combine(Sources, "service");

    /// <summary>Whether these are not the ones beside the tests' sources.</summary>
    public static bool AreOthers => Others is not null;

    public static string ToolsFolder { get; } = Path.TrimEndingDirectorySeparator(Folder) + "-tools" is var beside && Directory.Exists(beside) ? beside : Path.Combine(Sources, "tools");

    private static string? Others => Environment.GetEnvironmentVariable("GOLDENS") is { Length: > 0 } folder ? folder : null;

    private static string Sources
    {
        get
        {
            for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            {
                var goldens = Path.Combine(folder.FullName, "tests", "Goldens");
                if (Directory.Exists(goldens))
                {
                    return goldens;
                }
            }

            throw new DirectoryNotFoundException($"No tests/Goldens above {AppContext.BaseDirectory}; set GOLDENS to the folder of the recordings.");
        }
    }

    public static IEnumerable<string> Scenarios(string folder) => Directory.GetDirectories(folder).Where(d => File.Exists(Path.Combine(d, "calls.jsonl"))).Select(d => Path.GetFileName(d)!).Order();

    public static List<RecordedCall> Calls(string folder, string scenario) =>
    [
        .. File.ReadLines(Path.Combine(folder, scenario, "calls.jsonl")).Select((line, index) =>
        {
            var call = JsonNode.Parse(LeftOut().Replace(line, m => new string('A', int.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture))))!.AsObject();
            var sent = call["at_ms"]!.GetValue<double>();
            return new RecordedCall(index, (string)call["method"]!, sent, sent + call["took_ms"]!.GetValue<double>(), call["request"]!.AsObject(), call["response"]?.AsObject(), call["error"]?.AsObject());
        }),
    ];

    /// <summary>The recordings replace long payloads with a note of their length in base64.</summary>
    [GeneratedRegex(@"\((\d+) characters left out\)")]
    private static partial Regex LeftOut();

    public static IEnumerable<(string Label, JsonObject History)> Histories(string folder, string scenario) =>
        Directory.GetFiles(Path.Combine(folder, scenario), "*.history.json").Order().Select(f => (Path.GetFileName(f)[..^".history.json".Length], JsonNode.Parse(File.ReadAllText(f))!.AsObject()));
}
