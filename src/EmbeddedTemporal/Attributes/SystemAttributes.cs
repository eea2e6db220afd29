using Temporalio.Api.Enums.V1;

namespace EmbeddedTemporal.Attributes;

/// <summary>The search attributes that every namespace has.</summary>
internal static class SystemAttributes
{
    /// <summary>Those that clients, workers and the service set on a run. Their numbers are stored: never change one.</summary>
    private static readonly AttributeDefinition[] _settable =
    [
        new(-1, "BatcherNamespace", IndexedValueType.Keyword),
        new(-2, "BatcherUser", IndexedValueType.Keyword),
        new(-3, "BinaryChecksums", IndexedValueType.KeywordList),
        new(-4, "BuildIds", IndexedValueType.KeywordList),
        new(-5, "TemporalChangeVersion", IndexedValueType.KeywordList),
        new(-6, "TemporalNamespaceDivision", IndexedValueType.Keyword),
        new(-7, "TemporalPauseInfo", IndexedValueType.KeywordList),
        new(-8, "TemporalReportedProblems", IndexedValueType.KeywordList),
        new(-9, ScheduledById, IndexedValueType.Keyword),
        new(-10, "TemporalSchedulePaused", IndexedValueType.Bool),
        new(-11, "TemporalScheduledStartTime", IndexedValueType.Datetime),
        new(-12, "TemporalUsedWorkerDeploymentVersions", IndexedValueType.KeywordList),
        new(-13, "TemporalWorkerDeployment", IndexedValueType.Keyword),
        new(-14, "TemporalWorkerDeploymentVersion", IndexedValueType.Keyword),
        new(-15, "TemporalWorkflowVersioningBehavior", IndexedValueType.Keyword),
        new(-16, "TemporalExternalPayloadCount", IndexedValueType.Int),
        new(-17, "TemporalExternalPayloadSizeBytes", IndexedValueType.Int),
        new(-18, ParentWorkflowId, IndexedValueType.Keyword),
        new(-19, ParentRunId, IndexedValueType.Keyword),
        new(-20, RootWorkflowId, IndexedValueType.Keyword),
        new(-21, RootRunId, IndexedValueType.Keyword),
    ];

    /// <summary>Only the service sets these: what relates a run to others.</summary>
    private static readonly HashSet<string> _relations = [ParentWorkflowId, ParentRunId, RootWorkflowId, RootRunId];

    /// <summary>The id of the schedule that started the run.</summary>
    public const string ScheduledById = "TemporalScheduledById";

    /// <summary>The parent's workflow id.</summary>
    public const string ParentWorkflowId = "ParentWorkflowId";

    /// <summary>The parent's run id.</summary>
    public const string ParentRunId = "ParentRunId";

    /// <summary>The workflow id of the run at the top; stored only for runs that have a parent.</summary>
    public const string RootWorkflowId = "RootWorkflowId";

    /// <summary>The run id of the run at the top; stored only for runs that have a parent.</summary>
    public const string RootRunId = "RootRunId";

    /// <summary>Those that are columns of a run.</summary>
    public static readonly IReadOnlyDictionary<string, IndexedValueType> Columns = new Dictionary<string, IndexedValueType>
    {
        ["WorkflowId"] = IndexedValueType.Keyword,
        ["RunId"] = IndexedValueType.Keyword,
        ["WorkflowType"] = IndexedValueType.Keyword,
        ["TaskQueue"] = IndexedValueType.Keyword,
        ["ExecutionStatus"] = IndexedValueType.Keyword,
        ["StartTime"] = IndexedValueType.Datetime,
        ["ExecutionTime"] = IndexedValueType.Datetime,
        ["CloseTime"] = IndexedValueType.Datetime,
        ["ExecutionDuration"] = IndexedValueType.Int,
        ["HistoryLength"] = IndexedValueType.Int,
        ["HistorySizeBytes"] = IndexedValueType.Int,
        ["StateTransitionCount"] = IndexedValueType.Int,
    };

    /// <summary>Those whose values are indexed like custom ones, by name.</summary>
    public static readonly IReadOnlyDictionary<string, AttributeDefinition> Indexed = _settable.ToDictionary(d => d.Name);

    /// <summary>All names with their types.</summary>
    public static readonly IReadOnlyDictionary<string, IndexedValueType> Types =
        Columns.Concat(_settable.Select(d => KeyValuePair.Create(d.Name, d.Type))).ToDictionary();

    /// <summary>The columns in which the real service keeps custom attributes on SQL; an older call lists them among the attributes.</summary>
    public static readonly IReadOnlyDictionary<string, IndexedValueType> SqlColumns = Enum.GetValues<IndexedValueType>().Where(type => type != IndexedValueType.Unspecified)
        .SelectMany(type => Enumerable.Range(1, type == IndexedValueType.Keyword ? 10 : 3).Select(i => KeyValuePair.Create($"{type}{i:00}", type)))
        .ToDictionary();

    /// <summary>Whether a client or worker may set it.</summary>
    public static bool IsSettable(string name) => Indexed.ContainsKey(name) && !_relations.Contains(name);
}
