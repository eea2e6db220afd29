using System.Globalization;
using Temporalio.Api.Enums.V1;

namespace EmbeddedTemporal.Visibility;

/// <summary>A search attribute of the system: its type, and where its value stands.</summary>
/// <param name="Type">What kind of value it holds.</param>
/// <param name="Column">The expression in SQL.</param>
internal sealed record SearchField(IndexedValueType Type, string Column)
{
    private const string Nothing = "NULL";

    /// <summary>All that the real service has; those that nothing here sets are never set.</summary>
    public static readonly IReadOnlyDictionary<string, SearchField> All = new Dictionary<string, SearchField>
    {
        ["WorkflowId"] = new(IndexedValueType.Keyword, "workflow_id"),
        ["RunId"] = new(IndexedValueType.Keyword, "run_id"),
        ["WorkflowType"] = new(IndexedValueType.Keyword, "type"),
        ["TaskQueue"] = new(IndexedValueType.Keyword, "task_queue"),
        ["ExecutionStatus"] = new(IndexedValueType.Keyword, "status"),
        ["StartTime"] = new(IndexedValueType.Datetime, "start_time"),
        ["ExecutionTime"] = new(IndexedValueType.Datetime, "execution_time"),
        ["CloseTime"] = new(IndexedValueType.Datetime, "close_time"),
        ["ExecutionDuration"] = new(IndexedValueType.Int, "(close_time - execution_time) * 100"),
        ["HistoryLength"] = new(IndexedValueType.Int, "iif(close_time IS NULL, NULL, history_length)"),
        ["HistorySizeBytes"] = new(IndexedValueType.Int, "iif(close_time IS NULL, NULL, history_bytes)"),
        ["StateTransitionCount"] = new(IndexedValueType.Int, "iif(close_time IS NULL, NULL, transitions)"),
        ["RootWorkflowId"] = new(IndexedValueType.Keyword, "workflow_id"),
        ["RootRunId"] = new(IndexedValueType.Keyword, "run_id"),
        ["ParentWorkflowId"] = new(IndexedValueType.Keyword, Nothing),
        ["ParentRunId"] = new(IndexedValueType.Keyword, Nothing),
        ["BatcherNamespace"] = new(IndexedValueType.Keyword, Nothing),
        ["BatcherUser"] = new(IndexedValueType.Keyword, Nothing),
        ["BinaryChecksums"] = new(IndexedValueType.KeywordList, Nothing),
        ["BuildIds"] = new(IndexedValueType.KeywordList, Nothing),
        ["TemporalChangeVersion"] = new(IndexedValueType.KeywordList, Nothing),
        ["TemporalExternalPayloadCount"] = new(IndexedValueType.Int, Nothing),
        ["TemporalExternalPayloadSizeBytes"] = new(IndexedValueType.Int, Nothing),
        ["TemporalNamespaceDivision"] = new(IndexedValueType.Keyword, Nothing),
        ["TemporalPauseInfo"] = new(IndexedValueType.KeywordList, Nothing),
        ["TemporalReportedProblems"] = new(IndexedValueType.KeywordList, Nothing),
        ["TemporalScheduledById"] = new(IndexedValueType.Keyword, Nothing),
        ["TemporalSchedulePaused"] = new(IndexedValueType.Bool, Nothing),
        ["TemporalScheduledStartTime"] = new(IndexedValueType.Datetime, Nothing),
        ["TemporalUsedWorkerDeploymentVersions"] = new(IndexedValueType.KeywordList, Nothing),
        ["TemporalWorkerDeployment"] = new(IndexedValueType.Keyword, Nothing),
        ["TemporalWorkerDeploymentVersion"] = new(IndexedValueType.Keyword, Nothing),
        ["TemporalWorkflowVersioningBehavior"] = new(IndexedValueType.Keyword, Nothing),
    };

    /// <summary>System attributes that SDKs set through a workflow's commands.</summary>
    public static readonly IReadOnlySet<string> SettableByWorkers = new HashSet<string> { "BinaryChecksums", "BuildIds", "TemporalChangeVersion" };

    /// <summary>A value as it stands in the column: text, or an integer (ticks for times, nanoseconds for durations).</summary>
    public object Value(string name, Token token)
    {
        if (name == "ExecutionStatus")
        {
            return Status(token.Text);
        }

        return Type switch
        {
            IndexedValueType.Datetime => Time(name, token),
            IndexedValueType.Int when name == "ExecutionDuration" && token.Kind == TokenKind.Text => Duration(token.Text),
            IndexedValueType.Int => long.TryParse(token.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw new ListQueryException($"invalid value for search attribute {name} of type Int: \"{token.Text}\""),
            IndexedValueType.Bool => bool.TryParse(token.Text, out var truth)
                ? truth ? 1L : 0L
                : throw new ListQueryException($"invalid value for search attribute {name} of type Bool: \"{token.Text}\""),
            _ => token.Text,
        };
    }

    private static long Status(string text) => text.ToUpperInvariant() switch
    {
        "CANCELLED" => (long)WorkflowExecutionStatus.Canceled,
        _ => Enum.TryParse<WorkflowExecutionStatus>(text, ignoreCase: true, out var status) && status != WorkflowExecutionStatus.Unspecified && Enum.IsDefined(status) && !char.IsAsciiDigit(text[0])
            ? (long)status
            : throw new ListQueryException($"invalid expression: invalid ExecutionStatus value '{text}'"),
    };

    private static long Time(string name, Token token)
    {
        if (token.Kind == TokenKind.Number && long.TryParse(token.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var nanoseconds))
        {
            return DateTimeOffset.UnixEpoch.UtcTicks + (nanoseconds / 100);
        }

        return DateTimeOffset.TryParse(token.Text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time.UtcTicks
            : throw new ListQueryException($"invalid value for search attribute {name} of type Datetime: \"{token.Text}\"");
    }

    /// <summary>Go's form (<c>1h30m</c>) or <c>hh:mm:ss</c>, in nanoseconds.</summary>
    private static long Duration(string text)
    {
        if (TimeSpan.TryParseExact(text, @"h\:mm\:ss", CultureInfo.InvariantCulture, out var clock))
        {
            return clock.Ticks * 100;
        }

        var total = 0d;
        for (var at = 0; at < text.Length;)
        {
            var digits = at;
            while (at < text.Length && (char.IsAsciiDigit(text[at]) || text[at] == '.'))
            {
                at++;
            }

            var unit = at;
            while (at < text.Length && !char.IsAsciiDigit(text[at]))
            {
                at++;
            }

            var factor = text[unit..at] switch { "h" => 3600e9, "m" => 60e9, "s" => 1e9, "ms" => 1e6, "us" or "µs" => 1e3, "ns" => 1, "d" => 86_400e9, _ => -1 };
            if (factor < 0 || !double.TryParse(text[digits..unit], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount))
            {
                throw new ListQueryException($"invalid value for search attribute ExecutionDuration: \"{text}\"");
            }

            total += amount * factor;
        }

        return (long)total;
    }
}
