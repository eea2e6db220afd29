using EmbeddedTemporal.Grpc;
using EmbeddedTemporal.Time;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Temporalio.Api.TestService.V1;

namespace EmbeddedTemporal.Calls;

/// <summary>
/// The service through which SDKs' test environments skip time. Offered on a virtual clock only.
/// https://github.com/temporalio/api/blob/master/temporal/api/testservice/v1/service.proto
/// </summary>
internal sealed class TimeSkippingCalls(TimeSkippingClock clock)
{
    private static readonly TimeSpan _longestDelay = TimeSpan.FromDays(30);

    public void Map(GrpcRouter router)
    {
        router.Map<LockTimeSkippingRequest>((_, _) => Answer(clock.Lock, new LockTimeSkippingResponse()));
        router.Map<UnlockTimeSkippingRequest>((_, _) => Answer(clock.Unlock, new UnlockTimeSkippingResponse()));
        router.Map<SleepRequest>((request, end) => SleepAsync(request.Duration, duration => DelayUntilAsync(clock.GetUtcNow() + duration, end)), isEndless: true);
        router.Map<SleepUntilRequest>(SleepUntilAsync, isEndless: true);
        // Its own request has the same message as Sleep's, so it is found by its name.
        router.Map<SleepRequest>("UnlockTimeSkippingWithSleep", (request, end) => SleepAsync(request.Duration, duration => clock.UnlockWithSleepAsync(duration, end)), isEndless: true);
        router.Map<Empty>((_, _) => new(new GetCurrentTimeResponse { Time = Timestamp.FromDateTimeOffset(clock.GetUtcNow()) }));
    }

    private static ValueTask<IMessage> Answer(Action change, IMessage answer)
    {
        try
        {
            change();
            return new(answer);
        }
        catch (InvalidOperationException e)
        {
            throw Errors.Refusal(StatusCode.FailedPrecondition, e.Message);
        }
    }

    private static async ValueTask<IMessage> SleepAsync(Duration? duration, Func<TimeSpan, Task> sleep)
    {
        var span = duration?.ToTimeSpan() ?? TimeSpan.Zero;
        if (span < TimeSpan.Zero)
        {
            throw Errors.Invalid("Duration must not be negative.");
        }

        try
        {
            await sleep(span).ConfigureAwait(false);
            return new SleepResponse();
        }
        catch (InvalidOperationException e)
        {
            throw Errors.Refusal(StatusCode.FailedPrecondition, e.Message);
        }
    }

    private async ValueTask<IMessage> SleepUntilAsync(SleepUntilRequest request, CancellationToken end)
    {
        if (request.Timestamp is null)
        {
            throw Errors.Invalid("Timestamp is not set on request.");
        }

        await DelayUntilAsync(request.Timestamp.ToDateTimeOffset(), end).ConfigureAwait(false);
        return new SleepResponse();
    }

    /// <summary>Task.Delay drops fractions of a millisecond and takes less than 50 days, so the time is looked at again.</summary>
    private async Task DelayUntilAsync(DateTimeOffset target, CancellationToken end)
    {
        while (target - clock.GetUtcNow() is var rest && rest > TimeSpan.Zero)
        {
            var wait = rest < _longestDelay ? rest : _longestDelay;
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), clock, end).ConfigureAwait(false);
        }
    }
}
