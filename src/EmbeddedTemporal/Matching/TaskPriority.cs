using Temporalio.Api.Common.V1;

namespace EmbeddedTemporal.Matching;

/// <summary>In which order a waiting task is handed out, as its workflow or activity asked for.</summary>
/// <param name="Level">From 1, handed out first, to <see cref="LastLevel"/>.</param>
/// <param name="FairnessKey">The tasks of one level take turns by this key; empty by default.</param>
/// <param name="Weight">How many turns the key gets compared with others.</param>
internal readonly record struct TaskPriority(int Level, string FairnessKey, float Weight)
{
    /// <summary>The last level. A higher number counts as this one.</summary>
    public const int LastLevel = 5;

    /// <summary>The level of a task that asked for none.</summary>
    public const int DefaultLevel = 3;

    private const float MinWeight = 0.001f;
    private const float MaxWeight = 1000;
    private const int MaxKeyBytes = 64;

    /// <summary>The priority of a task that asked for none.</summary>
    public static TaskPriority Default { get; } = new(DefaultLevel, "", 1);

    /// <summary>The requested priority, with the real service's defaults and bounds.</summary>
    public static TaskPriority Of(Priority? priority) => priority is null
        ? Default
        : new(
            priority.PriorityKey <= 0 ? DefaultLevel : Math.Min(priority.PriorityKey, LastLevel),
            priority.FairnessKey,
            priority.FairnessWeight > 0 ? Math.Clamp(priority.FairnessWeight, MinWeight, MaxWeight) : 1);

    /// <summary>The priority of an activity or a child: each field that it leaves open is its workflow's.</summary>
    public static Priority? Inherit(Priority? workflow, Priority? own)
    {
        if (workflow is null || own is null)
        {
            return own ?? workflow;
        }

        return new Priority
        {
            PriorityKey = own.PriorityKey != 0 ? own.PriorityKey : workflow.PriorityKey,
            FairnessKey = own.FairnessKey.Length > 0 ? own.FairnessKey : workflow.FairnessKey,
            FairnessWeight = own.FairnessWeight != 0 ? own.FairnessWeight : workflow.FairnessWeight,
        };
    }

    /// <summary>What is wrong with it, in the real service's words; null if nothing is.</summary>
    public static string? Problem(Priority? priority) => priority switch
    {
        null => null,
        { PriorityKey: < 0 } => "priority key can't be negative",
        _ when System.Text.Encoding.UTF8.GetByteCount(priority.FairnessKey) > MaxKeyBytes => "fairness key length exceeds limit",
        { FairnessWeight: < 0 } => "fairness weight can't be negative",
        _ => null,
    };
}
