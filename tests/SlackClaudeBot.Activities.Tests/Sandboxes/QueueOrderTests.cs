using SlackClaudeBot.Activities.Sandboxes;

namespace SlackClaudeBot.Activities.Tests.Sandboxes;

/// <summary>The places that people are shown.</summary>
public sealed class QueueOrderTests
{
    private static readonly DateTime _start = new(2026, 5, 4, 12, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void Each_person_waits_in_the_order_of_asking_and_people_take_turns()
    {
        WaitingTask[] waiting = [Task("a1", "ann", 1), Task("a2", "ann", 2), Task("a3", "ann", 3), Task("b1", "bob", 4), Task("b2", "bob", 5)];
        Assert.Equal(["a1", "b1", "a2", "b2", "a3"], QueueOrder.InOrder(waiting).Select(task => task.WorkflowId));
        Assert.Equal(1, QueueOrder.Before("b1", waiting));
    }

    [Fact]
    public void Tasks_that_return_to_their_sandbox_go_first()
    {
        WaitingTask[] waiting = [Task("new", "ann", 1), Task("old2", "ann", 3, returns: true), Task("old1", "bob", 2, returns: true)];
        Assert.Equal(["old1", "old2", "new"], QueueOrder.InOrder(waiting).Select(task => task.WorkflowId));
    }

    [Fact]
    public void A_task_that_does_not_wait_has_no_place() => Assert.Null(QueueOrder.Before("gone", [Task("a", "ann", 1)]));

    private static WaitingTask Task(string id, string key, int second, bool returns = false) => new(id, key, _start.AddSeconds(second), returns);
}
