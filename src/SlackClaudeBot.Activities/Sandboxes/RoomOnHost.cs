using Temporalio.Worker.Tuning;

namespace SlackClaudeBot.Activities.Sandboxes;

/// <summary>
/// Lets this host ask the shared queue for another task only if it has room for one. All others stay in Temporal's queue, which
/// knows their order, and any host with room gets the next.
/// </summary>
public sealed class RoomOnHost(TaskSlots slots) : CustomSlotSupplier
{
    /// <inheritdoc/>
    public override async Task<SlotPermit> ReserveSlotAsync(SlotReserveContext ctx, CancellationToken cancellationToken) =>
        new(await slots.ReserveAsync(cancellationToken));

    /// <inheritdoc/>
    public override SlotPermit? TryReserveSlot(SlotReserveContext ctx) => null;

    /// <inheritdoc/>
    public override void MarkSlotUsed(SlotMarkUsedContext ctx)
    {
        ArgumentNullException.ThrowIfNull(ctx);
        if (ctx.Permit.UserData is SlotReservation reservation)
        {
            reservation.HasTask = true;
        }
    }

    /// <inheritdoc/>
    public override void ReleaseSlot(SlotReleaseContext ctx)
    {
        ArgumentNullException.ThrowIfNull(ctx);
        (ctx.Permit.UserData as SlotReservation)?.Dispose();
    }
}
