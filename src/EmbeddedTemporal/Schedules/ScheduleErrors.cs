using EmbeddedTemporal.Grpc;
using Grpc.Core;

namespace EmbeddedTemporal.Schedules;

/// <summary>Refusals that name a schedule, in the real service's words.</summary>
internal static class ScheduleErrors
{
    public static RpcException NotFound() => Errors.NotFound("schedule not found");

    /// <summary>With the details that some SDKs look for.</summary>
    public static RpcException AlreadyExists(ActiveSchedule schedule) =>
        Errors.AlreadyStarted($"schedule \"{schedule.Id.ScheduleId}\" is already registered", schedule.RequestId, schedule.InstanceId);
}
