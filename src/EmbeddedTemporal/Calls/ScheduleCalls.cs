using EmbeddedTemporal.Grpc;
using EmbeddedTemporal.Namespaces;
using EmbeddedTemporal.Runs;
using EmbeddedTemporal.Schedules;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Schedule.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Calls;

/// <summary>The calls about schedules.</summary>
internal sealed class ScheduleCalls(NamespaceRegistry namespaces, ScheduleRegistry schedules, ScheduleChecks checks, ScheduleSearch search)
{
    public void Map(GrpcRouter router)
    {
        router.Map<CreateScheduleRequest>(CreateAsync);
        router.Map<DescribeScheduleRequest>(async (request, _) => await Get(request.Namespace, request.ScheduleId).Describe().WhenDurable().ConfigureAwait(false));
        router.Map<UpdateScheduleRequest>(async (request, _) =>
        {
            checks.CheckRequestId(request.RequestId);
            await Get(request.Namespace, request.ScheduleId).Update(request, checks).ConfigureAwait(false);
            return new UpdateScheduleResponse();
        });
        router.Map<PatchScheduleRequest>(PatchAsync);
        router.Map<DeleteScheduleRequest>(async (request, _) =>
        {
            namespaces.Check(request.Namespace);
            checks.CheckId(request.ScheduleId);
            await schedules.RemoveAsync(request.Namespace, request.ScheduleId).ConfigureAwait(false);
            return new DeleteScheduleResponse();
        });
        router.Map<ListSchedulesRequest>((request, _) => new(List(request)));
        router.Map<CountSchedulesRequest>((request, _) => new(Count(request)));
        router.Map<ListScheduleMatchingTimesRequest>((request, _) => new(MatchingTimes(request)));
    }

    private async ValueTask<IMessage> CreateAsync(CreateScheduleRequest request, CancellationToken cancellationToken)
    {
        namespaces.Check(request.Namespace);
        checks.CheckId(request.ScheduleId);
        if (request.RequestId.Length == 0)
        {
            throw Errors.Invalid("RequestId is not set on request.");
        }

        checks.CheckRequestId(request.RequestId);
        SchedulePatches.Check(request.InitialPatch ?? new SchedulePatch());
        await schedules.CreateAsync(request, checks.Definition(request, Guid.CreateVersion7())).ConfigureAwait(false);
        return new CreateScheduleResponse { ConflictToken = ScheduleDescription.Token(ScheduleDescription.FirstConflictToken) };
    }

    private async ValueTask<IMessage> PatchAsync(PatchScheduleRequest request, CancellationToken cancellationToken)
    {
        checks.CheckRequestId(request.RequestId);
        if (request.Patch is null)
        {
            throw Errors.Invalid("Patch is not set on request.");
        }

        SchedulePatches.Check(request.Patch);
        await Get(request.Namespace, request.ScheduleId).Patch(request).ConfigureAwait(false);
        return new PatchScheduleResponse();
    }

    private ListSchedulesResponse List(ListSchedulesRequest request)
    {
        namespaces.Check(request.Namespace);
        var (keys, next) = search.List(request.Namespace, request.Query, request.MaximumPageSize, request.NextPageToken);
        return new ListSchedulesResponse { Schedules = { keys.Select(key => schedules.Find(key)?.ListEntry()).OfType<ScheduleListEntry>() }, NextPageToken = next };
    }

    private CountSchedulesResponse Count(CountSchedulesRequest request)
    {
        namespaces.Check(request.Namespace);
        var (count, isGrouped) = search.Count(request.Namespace, request.Query);
        var response = new CountSchedulesResponse { Count = count };
        if (isGrouped && count > 0)
        {
            var status = JsonPayload.From(nameof(WorkflowExecutionStatus.Running));
            status.Metadata["type"] = ByteString.CopyFromUtf8(nameof(IndexedValueType.Keyword));
            response.Groups.Add(new CountSchedulesResponse.Types.AggregationGroup { GroupValues = { status }, Count = count });
        }

        return response;
    }

    private ListScheduleMatchingTimesResponse MatchingTimes(ListScheduleMatchingTimesRequest request)
    {
        var schedule = Get(request.Namespace, request.ScheduleId);
        if (request.StartTime is not { } start || request.EndTime is not { } end || !ScheduleChecks.IsTime(start) || !ScheduleChecks.IsTime(end))
        {
            throw Errors.Invalid("missing or invalid query");
        }

        var times = schedule.MatchingTimes(start.ToDateTimeOffset(), end.ToDateTimeOffset());
        return new ListScheduleMatchingTimesResponse { StartTime = { times.Select(Timestamp.FromDateTimeOffset) } };
    }

    private ActiveSchedule Get(string @namespace, string scheduleId)
    {
        namespaces.Check(@namespace);
        checks.CheckId(scheduleId);
        return schedules.Get(@namespace, scheduleId);
    }
}
