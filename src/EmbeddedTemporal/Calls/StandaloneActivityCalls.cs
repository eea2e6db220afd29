using EmbeddedTemporal.Attributes;
using EmbeddedTemporal.Grpc;
using EmbeddedTemporal.Namespaces;
using EmbeddedTemporal.Runs;
using EmbeddedTemporal.Settings;
using EmbeddedTemporal.StandaloneActivities;
using Google.Protobuf;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Calls;

/// <summary>Starts, describes, lists and ends activities that do not belong to a workflow.</summary>
internal sealed class StandaloneActivityCalls(NamespaceRegistry namespaces, ActivityRegistry activities, ActivitySearch search, AttributeRegistry attributes, ServiceLimits limits)
{
    public void Map(GrpcRouter router)
    {
        router.Map<StartActivityExecutionRequest>(StartAsync);
        router.Map<DescribeActivityExecutionRequest>(DescribeAsync, isLongPoll: true);
        router.Map<PollActivityExecutionRequest>(PollAsync, isLongPoll: true);
        router.Map<RequestCancelActivityExecutionRequest>(RequestCancelAsync);
        router.Map<TerminateActivityExecutionRequest>(TerminateAsync);
        router.Map<DeleteActivityExecutionRequest>(async (request, _) =>
        {
            Check(request.Namespace, request.ActivityId, request.RunId);
            await activities.RemoveAsync(request.Namespace, request.ActivityId, request.RunId).ConfigureAwait(false);
            return new DeleteActivityExecutionResponse();
        });
        router.Map<ListActivityExecutionsRequest>((request, _) =>
        {
            namespaces.Check(request.Namespace);
            var page = search.List(request.Namespace, request.Query, request.PageSize, request.NextPageToken);
            return new(new EncodedPage(ListActivityExecutionsResponse.Descriptor, page.Items, page.NextPageToken));
        });
        router.Map<CountActivityExecutionsRequest>((request, _) => new(Count(request)));
    }

    private async ValueTask<IMessage> StartAsync(StartActivityExecutionRequest request, CancellationToken cancellationToken)
    {
        namespaces.Check(request.Namespace);
        ActivityStartCheck.Check(request, limits);
        if (attributes.FindProblem(request.Namespace, request.SearchAttributes) is { } problem)
        {
            throw Errors.Invalid(problem);
        }

        request.SearchAttributes = attributes.WithTypes(request.Namespace, request.SearchAttributes);
        var (activity, started) = await activities.StartAsync(request).ConfigureAwait(false);
        return new StartActivityExecutionResponse
        {
            RunId = activity.Start.RunId,
            Started = started,
            Link = new Link { Activity = new Link.Types.Activity { Namespace = request.Namespace, ActivityId = activity.ActivityId, RunId = activity.Start.RunId } },
        };
    }

    private async ValueTask<IMessage> DescribeAsync(DescribeActivityExecutionRequest request, CancellationToken cancellationToken)
    {
        var activity = Get(request.Namespace, request.ActivityId, request.RunId);
        var seen = -1L;
        if (!request.LongPollToken.IsEmpty)
        {
            Errors.Require(request.RunId.Length > 0, "run id is required when long poll token is provided");
            var (key, transitions) = ActivityDescription.Parse(request.LongPollToken) ?? throw Errors.Invalid("invalid long poll token");
            Errors.Require(key == activity.Key, "long poll token does not match execution");
            seen = transitions;
        }

        using var patience = Patience(cancellationToken);
        return await activity.DescribeAsync(request, seen, patience.Token).ConfigureAwait(false) ?? new DescribeActivityExecutionResponse();
    }

    private async ValueTask<IMessage> PollAsync(PollActivityExecutionRequest request, CancellationToken cancellationToken)
    {
        var activity = Get(request.Namespace, request.ActivityId, request.RunId);
        using var patience = Patience(cancellationToken);
        return await activity.PollAsync(patience.Token).ConfigureAwait(false) ?? new PollActivityExecutionResponse();
    }

    private async ValueTask<IMessage> RequestCancelAsync(RequestCancelActivityExecutionRequest request, CancellationToken cancellationToken)
    {
        var activity = Get(request.Namespace, request.ActivityId, request.RunId, request.RequestId, request.Identity, request.Reason);
        await activity.Change((state, now) => ActivityTransitions.RequestCancel(state, request, now)).ConfigureAwait(false);
        return new RequestCancelActivityExecutionResponse();
    }

    private async ValueTask<IMessage> TerminateAsync(TerminateActivityExecutionRequest request, CancellationToken cancellationToken)
    {
        var activity = Get(request.Namespace, request.ActivityId, request.RunId, request.RequestId, request.Identity, request.Reason);
        await activity.Change((state, now) => ActivityTransitions.Terminate(state, request, now)).ConfigureAwait(false);
        return new TerminateActivityExecutionResponse();
    }

    private CountActivityExecutionsResponse Count(CountActivityExecutionsRequest request)
    {
        namespaces.Check(request.Namespace);
        var query = search.Parse(request.Namespace, request.Query);
        if (!query.GroupsByStatus)
        {
            return new CountActivityExecutionsResponse { Count = search.Count(request.Namespace, query) };
        }

        var response = new CountActivityExecutionsResponse();
        foreach (var (status, count) in search.CountByStatus(request.Namespace, query))
        {
            var value = JsonPayload.From(status.ToString());
            value.Metadata["type"] = ByteString.CopyFromUtf8(nameof(IndexedValueType.Keyword));
            response.Groups.Add(new CountActivityExecutionsResponse.Types.AggregationGroup { GroupValues = { value }, Count = count });
            response.Count += count;
        }

        return response;
    }

    private StandaloneActivity Get(string @namespace, string activityId, string runId)
    {
        Check(@namespace, activityId, runId);
        return activities.Get(@namespace, activityId, runId);
    }

    private StandaloneActivity Get(string @namespace, string activityId, string runId, string requestId, string identity, string reason)
    {
        Check(@namespace, activityId, runId);
        ActivityStartCheck.CheckLength(requestId, "request ID", limits);
        ActivityStartCheck.CheckLength(identity, "identity", limits);
        Errors.Require(reason.Length <= limits.MaxPayloadBytes, "reason exceeds length limit");
        return activities.Get(@namespace, activityId, runId);
    }

    private void Check(string @namespace, string activityId, string runId)
    {
        namespaces.Check(@namespace);
        ActivityStartCheck.CheckReference(activityId, runId, limits);
    }

    private static CancellationTokenSource Patience(CancellationToken cancellationToken)
    {
        var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(LongPoll.History);
        return patience;
    }
}
