namespace Temporalio.Common;

/// <summary>Which tasks of a queue go first.</summary>
public sealed record Priority
{
    /// <summary>A priority; what is null is inherited.</summary>
    /// <param name="priorityKey">From 1, which goes first, to 5.</param>
    /// <param name="fairnessKey">Tasks of the same key share what the queue gives them.</param>
    /// <param name="fairnessWeight">How large that share is.</param>
    public Priority(int? priorityKey = null, string? fairnessKey = null, float? fairnessWeight = null)
    {
        PriorityKey = priorityKey;
        FairnessKey = fairnessKey;
        FairnessWeight = fairnessWeight;
    }

    /// <summary>A priority with nothing set.</summary>
    public static Priority Default { get; } = new();

    /// <summary>From 1, which goes first, to 5; null to inherit.</summary>
    public int? PriorityKey { get; init; }

    /// <summary>Tasks of the same key share what the queue gives them.</summary>
    public string? FairnessKey { get; init; }

    /// <summary>How large that share is.</summary>
    public float? FairnessWeight { get; init; }

    internal static Priority FromProto(Api.Common.V1.Priority? proto) => proto is null ? Default : new(
        proto.PriorityKey == 0 ? null : proto.PriorityKey,
        proto.FairnessKey.Length == 0 ? null : proto.FairnessKey,
        proto.FairnessWeight == 0 ? null : proto.FairnessWeight);

    internal Api.Common.V1.Priority ToProto() => new()
    {
        PriorityKey = PriorityKey ?? 0,
        FairnessKey = FairnessKey ?? string.Empty,
        FairnessWeight = FairnessWeight ?? 0,
    };
}
