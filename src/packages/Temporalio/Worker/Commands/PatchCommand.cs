using System.Text.Json;
using System.Text.Json.Serialization;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Converters;

namespace Temporalio.Worker.Commands;

/// <summary>Marks that a run goes the new way of a patch.</summary>
internal sealed class PatchCommand(string id, bool deprecated) : PendingCommand
{
    private const string MarkerName = "core_patch";
    private const string DataKey = "patch-data";

    protected override string Kind => "Patch";

    protected override EventType RecordedAs => EventType.MarkerRecorded;

    /// <summary>The patch that an event marks; null where it marks none.</summary>
    public static Patch? PatchOf(HistoryEvent historyEvent)
    {
        var marker = historyEvent.MarkerRecordedEventAttributes;
        return marker?.MarkerName == MarkerName && marker.Details.TryGetValue(DataKey, out var data) && data.Payloads_.Count > 0
            ? JsonSerializer.Deserialize<Patch>(data.Payloads_[0].Data.Span)
            : null;
    }

    /// <summary>
    /// Whether an event needs no command: the mark of a deprecated patch that code no longer speaks of, with the list of patches that follows it.
    /// </summary>
    public static bool MayBeMissing(HistoryEvent historyEvent, PendingCommand? command) =>
        (PatchOf(historyEvent) is { Deprecated: true } && command is not PatchCommand)
        || (PatchListCommand.IsListOfPatches(historyEvent) && command is not PatchListCommand);

    public override Command ToCommand()
    {
        var marker = new RecordMarkerCommandAttributes { MarkerName = MarkerName };
        marker.Details.Add(DataKey, new() { Payloads_ = { DataConverter.Default.PayloadConverter.ToPayload(new Patch(id, deprecated)) } });
        return new() { CommandType = CommandType.RecordMarker, RecordMarkerCommandAttributes = marker };
    }

    protected override void Recorded(HistoryEvent historyEvent) =>
        Require("Patch", PatchOf(historyEvent)?.Id ?? string.Empty, id, historyEvent);

    /// <summary>What the marker holds, the same in all SDKs.</summary>
    internal sealed record Patch([property: JsonPropertyName("id")] string Id, [property: JsonPropertyName("deprecated")] bool Deprecated);
}

/// <summary>Lists a run's patches as a search attribute.</summary>
internal sealed class PatchListCommand : PendingCommand
{
    private const string Attribute = "TemporalChangeVersion";

    // A service refuses a search attribute that is larger, and the task with it. Other SDKs leave the list as it is, too.
    private const int MaxBytes = 2048;

    private readonly Payload _list;

    private PatchListCommand(Payload list) => _list = list;

    protected override string Kind => "Upsert search attributes";

    protected override EventType RecordedAs => EventType.UpsertWorkflowSearchAttributes;

    public static bool IsListOfPatches(HistoryEvent historyEvent) =>
        historyEvent.UpsertWorkflowSearchAttributesEventAttributes?.SearchAttributes.IndexedFields.ContainsKey(Attribute) == true;

    /// <summary>The list of patches; null where it is too long for a search attribute.</summary>
    public static PatchListCommand? Of(IEnumerable<string> patches)
    {
        var list = DataConverter.Default.PayloadConverter.ToPayload(patches.Order(StringComparer.Ordinal).ToArray());
        if (list.Data.Length >= MaxBytes)
        {
            return null;
        }

        list.Metadata.Add("type", Google.Protobuf.ByteString.CopyFromUtf8("KeywordList"));
        return new(list);
    }

    public override Command ToCommand() => new()
    {
        CommandType = CommandType.UpsertWorkflowSearchAttributes,
        UpsertWorkflowSearchAttributesCommandAttributes = new() { SearchAttributes = new() { IndexedFields = { [Attribute] = _list } } },
    };
}
