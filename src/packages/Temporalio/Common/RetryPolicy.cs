using Google.Protobuf.WellKnownTypes;

namespace Temporalio.Common;

/// <summary>How failed attempts are tried again.</summary>
public record RetryPolicy
{
    /// <summary>The wait before the second attempt.</summary>
    public TimeSpan InitialInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>What each further wait is multiplied by.</summary>
    public float BackoffCoefficient { get; set; } = 2.0f;

    /// <summary>The longest wait; null for a hundred times the first.</summary>
    public TimeSpan? MaximumInterval { get; set; }

    /// <summary>How many attempts there are in all; 0 for no limit.</summary>
    public int MaximumAttempts { get; set; }

    /// <summary>Error types that are not tried again.</summary>
    public IReadOnlyCollection<string>? NonRetryableErrorTypes { get; set; }

    internal static RetryPolicy? FromProto(Api.Common.V1.RetryPolicy? proto) => proto is null ? null : new()
    {
        InitialInterval = proto.InitialInterval?.ToTimeSpan() ?? TimeSpan.FromSeconds(1),
        BackoffCoefficient = (float)proto.BackoffCoefficient,
        MaximumInterval = proto.MaximumInterval?.ToTimeSpan(),
        MaximumAttempts = proto.MaximumAttempts,
        NonRetryableErrorTypes = proto.NonRetryableErrorTypes.Count == 0 ? null : [.. proto.NonRetryableErrorTypes],
    };

    internal Api.Common.V1.RetryPolicy ToProto()
    {
        var proto = new Api.Common.V1.RetryPolicy
        {
            InitialInterval = InitialInterval.ToDuration(),
            BackoffCoefficient = BackoffCoefficient,
            MaximumInterval = MaximumInterval?.ToDuration(),
            MaximumAttempts = MaximumAttempts,
        };
        if (NonRetryableErrorTypes is { } types)
        {
            proto.NonRetryableErrorTypes.AddRange(types);
        }

        return proto;
    }
}
