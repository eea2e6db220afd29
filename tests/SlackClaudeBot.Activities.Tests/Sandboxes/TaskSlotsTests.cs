using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using SlackClaudeBot.Activities.Sandboxes;
using SlackClaudeBot.Foundation.Files;
using SlackClaudeBot.Workflows.Contracts.Sandboxes;

namespace SlackClaudeBot.Activities.Tests.Sandboxes;

/// <summary>A host works on a bounded number of tasks at once, also after crashes.</summary>
public sealed class TaskSlotsTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("slots-").FullName;
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task A_task_waits_until_another_releases_its_slot()
    {
        var slots = Slots(1);
        await TakeAsync(slots, "a");
        var waiting = TakeAsync(slots, "b");
        Assert.False(waiting.IsCompleted);
        slots.Release("a", 1);
        await waiting;
        Assert.Equal([Slot("b")], slots.Held);
    }

    [Fact]
    public async Task Tasks_that_return_go_before_tasks_that_begin()
    {
        var slots = Slots(1);
        await TakeAsync(slots, "a");
        var begins = TakeAsync(slots, "new");
        var returns = TakeAsync(slots, "old", returns: true);
        slots.Release("a");
        await returns;
        Assert.False(begins.IsCompleted);
        slots.Release("old");
        await begins;
    }

    [Fact]
    public async Task A_task_that_holds_a_slot_has_it_at_once_and_a_late_release_of_an_earlier_one_does_nothing()
    {
        var slots = Slots(1);
        await TakeAsync(slots, "a", lease: 1);
        await TakeAsync(slots, "a", lease: 2);
        slots.Release("a", 1);
        Assert.Equal([Slot("a", 2)], slots.Held);
        slots.Release("a", 2);
        Assert.Empty(slots.Held);
    }

    [Fact]
    public async Task A_task_that_gives_up_leaves_the_queue()
    {
        var slots = Slots(1);
        await TakeAsync(slots, "a");
        using var cancelled = new CancellationTokenSource();
        var givenUp = slots.AcquireAsync(Slot("b"), returns: false, cancelled.Token);
        var next = TakeAsync(slots, "c");
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => givenUp);
        slots.Release("a");
        await next;
        Assert.Equal([Slot("c")], slots.Held);
    }

    [Fact]
    public async Task After_a_crash_the_same_tasks_hold_the_slots()
    {
        await TakeAsync(Slots(2), "a");
        var restarted = Slots(1);
        Assert.Equal([Slot("a")], restarted.Held);
        Assert.False(TakeAsync(restarted, "b").IsCompleted);
        await TakeAsync(restarted, "a");
    }

    [Fact]
    public async Task A_slot_that_nobody_uses_is_released_after_a_while()
    {
        var slots = Slots(2);
        await TakeAsync(slots, "idle");
        await TakeAsync(slots, "busy");
        using var step = slots.Enter("busy");
        var waiting = TakeAsync(slots, "next");
        _time.Advance(TaskSlots.IdleTimeout);
        slots.ReleaseIdle();
        await waiting;
        Assert.Equal([Slot("busy"), Slot("next")], slots.Held.OrderBy(slot => slot.WorkflowId));
    }

    [Fact]
    public async Task The_host_asks_for_no_more_tasks_than_it_has_room_for()
    {
        var slots = Slots(2);
        await TakeAsync(slots, "a");
        var first = await slots.ReserveAsync(CancellationToken.None);
        var second = slots.ReserveAsync(CancellationToken.None);
        Assert.False(second.IsCompleted);

        // The poll returns a task, which takes the reserved room.
        first.HasTask = true;
        await TakeAsync(slots, "b");
        first.Dispose();
        Assert.False(second.IsCompleted);
        slots.Release("a");
        (await second).Dispose();
    }

    [Fact]
    public async Task A_reservation_that_is_not_wanted_any_more_keeps_no_room()
    {
        var slots = Slots(1);
        using var cancelled = new CancellationTokenSource();
        var first = await slots.ReserveAsync(CancellationToken.None);
        var second = slots.ReserveAsync(cancelled.Token);
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        first.Dispose();
        (await slots.ReserveAsync(CancellationToken.None)).Dispose();
    }

    [Fact]
    public async Task A_task_that_returns_takes_the_room_before_one_that_a_poll_may_bring()
    {
        var slots = Slots(1);
        using var reserved = await slots.ReserveAsync(CancellationToken.None);
        await TakeAsync(slots, "old", returns: true);
        reserved.HasTask = true;
        var overtaken = TakeAsync(slots, "new");
        Assert.False(overtaken.IsCompleted);
        slots.Release("old");
        await overtaken;
    }

    [Fact]
    public void There_is_a_slot_for_each_processor_as_far_as_the_memory_suffices()
    {
        Assert.InRange(new SandboxOptions { Memory = 1 << 20 }.TasksAtOnce, 1, Environment.ProcessorCount);
        Assert.Equal(1, new SandboxOptions { Memory = 1L << 50 }.TasksAtOnce);
        Assert.Equal(7, new SandboxOptions { MaxTasksPerHost = 7 }.TasksAtOnce);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private static TaskSlot Slot(string workflowId, int lease = 1) => new(workflowId, lease);

    private static Task TakeAsync(TaskSlots slots, string workflowId, int lease = 1, bool returns = false) => slots.AcquireAsync(Slot(workflowId, lease), returns, CancellationToken.None);

    private TaskSlots Slots(int count) => new(new SandboxOptions { MaxTasksPerHost = count }, new DataDirectory(_root), _time, NullLogger<TaskSlots>.Instance);
}
