using Temporalio.Tests.Goldens.Workflows;

namespace Temporalio.Tests.Goldens;

/// <summary>The workflows of the recordings, in their first versions.</summary>
internal static class RecordedWorkflows
{
    public static readonly Type[] All =
    [
        typeof(Hello), typeof(HelloActivity), typeof(Retries), typeof(LongBackoff), typeof(Timeouts), typeof(CancelActivity), typeof(Elsewhere),
        typeof(Timers), typeof(Mailbox), typeof(Blocking), typeof(BlockingThenDone), typeof(Cancellable), typeof(Review),
        typeof(Fails), typeof(Stuck), typeof(ChangingV1), typeof(Patches), typeof(Continues), typeof(RetriedWorkflow),
    ];
}
