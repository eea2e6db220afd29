namespace EmbeddedTemporal.Settings;

/// <summary>
/// Limits that can be set; the defaults are the real service's (https://docs.temporal.io/self-hosted-guide/defaults). The comments name the
/// setting in the dynamic configuration of the real service.
/// </summary>
public sealed record ServiceLimits
{
    /// <summary>The longest id or name, in characters: <c>limit.maxIDLength</c>.</summary>
    public int MaxIdLength { get; init; } = 1000;

    /// <summary>The largest payload, in bytes: <c>limit.blobSize.error</c>.</summary>
    public int MaxPayloadBytes { get; init; } = 2 * 1024 * 1024;

    /// <summary>A payload of a workflow that is larger is logged, in bytes: <c>limit.blobSize.warn</c>.</summary>
    public int WarnPayloadBytes { get; init; } = 512 * 1024;

    /// <summary>The largest memo, in bytes: <c>limit.memoSize.error</c>.</summary>
    public int MaxMemoBytes { get; init; } = 2 * 1024 * 1024;

    /// <summary>A run with so many events is terminated: <c>limit.historyCount.error</c>.</summary>
    public int MaxHistoryEvents { get; init; } = 51_200;

    /// <summary>A run with so many events is logged: <c>limit.historyCount.warn</c>.</summary>
    public int WarnHistoryEvents { get; init; } = 10_240;

    /// <summary>A run with more events is told to continue as new: <c>limit.historyCount.suggestContinueAsNew</c>.</summary>
    public int SuggestContinueEvents { get; init; } = 4_096;

    /// <summary>A run with so large a history is terminated, in bytes: <c>limit.historySize.error</c>.</summary>
    public int MaxHistoryBytes { get; init; } = 50 * 1024 * 1024;

    /// <summary>A run with so large a history is logged, in bytes: <c>limit.historySize.warn</c>.</summary>
    public int WarnHistoryBytes { get; init; } = 10 * 1024 * 1024;

    /// <summary>A run with so large a history is told to continue as new, in bytes: <c>limit.historySize.suggestContinueAsNew</c>.</summary>
    public int SuggestContinueBytes { get; init; } = 4 * 1024 * 1024;
}
