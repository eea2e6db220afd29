using EmbeddedTemporal.Matching;
using EmbeddedTemporal.Time;
using FsCheck.Xunit;

namespace EmbeddedTemporal.Tests;

/// <summary>The order in which waiting tasks are handed out, whatever comes and goes.</summary>
public sealed class TaskBacklogTests
{
    private static readonly string[] _keys = ["", "ann", "bob", "cat"];

    [Property(MaxTest = 500)]
    public void Lower_levels_go_first_and_each_fairness_key_is_served_in_its_order((byte Level, byte Key)?[] steps)
    {
        var backlog = new TaskBacklog();
        var waiting = new List<Waiting>();
        foreach (var (step, number) in steps.Select((step, number) => (step, number)))
        {
            if (step is { } added)
            {
                var task = new Waiting(number, 1 + (added.Level % 5), _keys[added.Key % _keys.Length]);
                waiting.Add(task);
                backlog.Add(task);
            }
            else
            {
                TakeAndCheck(backlog, waiting);
            }

            Assert.Equal(waiting.Count, backlog.Count);
        }

        while (waiting.Count > 0)
        {
            TakeAndCheck(backlog, waiting);
        }

        Assert.Null(backlog.Take());
    }

    [Property(MaxTest = 500)]
    public void No_key_gets_more_than_two_turns_while_another_waits_for_one(byte?[] steps)
    {
        var backlog = new TaskBacklog();
        var waiting = new List<Waiting>();
        var turns = new Dictionary<(string Waiting, string Served), int>();
        for (var number = 0; number < steps.Length || waiting.Count > 0; number++)
        {
            if (number < steps.Length && steps[number] is { } key)
            {
                var task = new Waiting(number, 3, _keys[key % _keys.Length]);
                waiting.Add(task);
                backlog.Add(task);
                continue;
            }

            if (backlog.Take() is not Waiting taken)
            {
                continue;
            }

            Assert.True(waiting.Remove(taken));
            foreach (var other in _keys)
            {
                if (other == taken.Priority.FairnessKey || waiting.All(task => task.Priority.FairnessKey != other))
                {
                    _keys.ToList().ForEach(served => turns.Remove((other, served)));
                    continue;
                }

                var pair = (other, taken.Priority.FairnessKey);
                turns[pair] = turns.GetValueOrDefault(pair) + 1;
                Assert.True(turns[pair] <= 2, $"'{other}' waited while '{taken.Priority.FairnessKey}' was served three times.");
            }
        }
    }

    [Property(MaxTest = 200)]
    public void A_restart_keeps_the_order((byte Level, byte Key)[] tasks, int seed)
    {
        var all = tasks.Select((task, number) => new Waiting(number, 1 + (task.Level % 5), _keys[task.Key % _keys.Length])).ToArray();
        var before = Queue(all);
        var shuffled = all.ToArray();
        new Random(seed).Shuffle(shuffled);
        var after = Queue(shuffled);
        after.SortByAge();
        Assert.Equal(before.Drain(), after.Drain());
    }

    [Fact]
    public void Weights_are_shares_of_the_turns()
    {
        var backlog = new TaskBacklog();
        for (var number = 0; number < 40; number++)
        {
            backlog.Add(new Waiting(number, 3, "one"));
            backlog.Add(new Waiting(number, 3, "three", Weight: 3));
        }

        var served = Enumerable.Range(0, 40).Select(_ => backlog.Take()!.Priority.FairnessKey).ToList();
        Assert.Equal((10, 30), (served.Count(key => key == "one"), served.Count(key => key == "three")));
    }

    [Fact]
    public void A_person_with_one_task_does_not_wait_for_a_person_with_many()
    {
        var backlog = new TaskBacklog();
        for (var number = 0; number < 199; number++)
        {
            backlog.Add(new Waiting(number, 3, "many"));
        }

        for (var served = 0; served < 50; served++)
        {
            _ = backlog.Take();
        }

        var single = new Waiting(200, 3, "one");
        backlog.Add(single);
        Assert.Contains(single, new[] { backlog.Take(), backlog.Take() });
    }

    private static Matching.TaskQueue Queue(IEnumerable<Waiting> tasks)
    {
        var queue = new Matching.TaskQueue(new ServiceClock(TimeProvider.System));
        foreach (var task in tasks)
        {
            queue.Add(task);
        }

        return queue;
    }

    private static void TakeAndCheck(TaskBacklog backlog, List<Waiting> waiting)
    {
        var taken = backlog.Take();
        if (waiting.Count == 0)
        {
            Assert.Null(taken);
            return;
        }

        var task = Assert.IsType<Waiting>(taken);
        Assert.Equal(waiting.Min(w => w.Priority.Level), task.Priority.Level);
        Assert.Equal(waiting.First(w => w.Priority.Level == task.Priority.Level && w.Priority.FairnessKey == task.Priority.FairnessKey), task);
        waiting.Remove(task);
    }

    private sealed record Waiting(int Number, int Level, string Key, float Weight = 1) : IQueuedTask
    {
        public bool IsAlive => true;

        public TaskPriority Priority => new(Level, Key, Weight);

        public DateTimeOffset Since => DateTimeOffset.UnixEpoch.AddSeconds(Number);

        public void Requeue()
        {
        }
    }
}
