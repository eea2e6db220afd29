using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using SlackClaudeBot.Workflows.Contracts.Events;
using SlackClaudeBot.Workflows.Contracts.Reviews;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using Temporalio.Converters;

namespace SlackClaudeBot.Workflows.Tests.Events;

public sealed partial class TaskEventTests
{
    private static readonly TaskSnapshot _task = new()
    {
        TaskId = new TaskId("1a2b3c4d5e"),
        WorkflowId = "fix-1a2b3c4d5e",
        Channel = "C1",
        Kind = TaskKinds.BugFix.Name,
        Title = "Checkout crashes",
        Repositories = ["acme/shop"],
        Requester = "U1",
        Status = WorkStatus.Cancelled,
    };

    private static readonly AttemptReview _review = new()
    {
        Key = Attempts.Key(1),
        MaxAttempts = 3,
        Title = "Checkout crashes",
        Summary = "Done.",
        Changes = Attempts.Changes(Attempts.Changed()),
        Tests = Attempts.Passing(),
    };

    private static readonly TaskEvent[] _events =
    [
        new TaskOpened(_task),
        new TaskChanged(_task),
        new TaskEnded(_task, "it broke", "U2"),
        new ReviewOpened(_review),
        new ReviewChanged(_review),
        new FeedbackTaken(Attempts.Key(1), "r1", DateTime.UnixEpoch),
        new FeedbackKept(Attempts.Key(1), "r1"),
        new FeedbackUndone(Attempts.Key(1), "r1", "U2"),
        new DecisionIgnored(Attempts.Key(1), "not-taken:FeedbackFirst", "Undo it first.", null),
        new QuestionAsked(Attempts.Key(1), 1, "Which currency?", "U1"),
        new QuestionAnswered(Attempts.Key(1), 1, "Which currency?", "U2"),
        new ReminderDue(Attempts.Key(1), null, TimeSpan.FromHours(12), "U1"),
        new ReplyReceived("r1", "U2", "C1/2", ReplyDisposition.Note, "anybody"),
    ];

    /// <summary>A subclass that the serializer does not know would only fail in a workflow.</summary>
    [Fact]
    public async Task Every_event_is_read_as_it_was_written()
    {
        Assert.Equal(
            typeof(TaskEvent).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(TaskEvent))).Select(type => type.Name).Order(),
            _events.Select(e => e.GetType().Name).Order());
        var names = typeof(TaskEvent).GetCustomAttributes(typeof(JsonDerivedTypeAttribute), false).Cast<JsonDerivedTypeAttribute>().Select(known => known.TypeDiscriminator);
        Assert.Equal(_events.Length, names.Distinct().Count());
        foreach (var taskEvent in _events)
        {
            var payload = await DataConverter.Default.ToPayloadAsync(new PublishTaskEvent { WorkflowId = "fix-1a2b3c4d5e", Event = taskEvent });
            var read = await DataConverter.Default.ToValueAsync<PublishTaskEvent>(payload);

            Assert.Equal(taskEvent.GetType(), read.Event.GetType());
            Assert.Equal((await DataConverter.Default.ToPayloadAsync(read)).Data, payload.Data);
        }
    }

    [Fact]
    public void Contracts_name_nothing_that_only_Slack_has()
    {
        var names = typeof(TaskEvent).Assembly.GetExportedTypes()
            .Where(type => type.Namespace!.StartsWith("SlackClaudeBot.Workflows.Contracts", StringComparison.Ordinal))
            .SelectMany(type => type.GetMembers().Select(member => member.Name).Append(type.Name));

        Assert.Empty(names.Where(name => SlackWord().IsMatch(name)).Distinct());
        Assert.All(new[] { "PostTaskCardAsync", "Thread", "EphemeralMessage", "AddNotedReactionAsync" }, name => Assert.Matches(SlackWord(), name));
    }

    [Fact]
    public void The_keys_of_events_tell_apart_what_must_not_be_mixed_up()
    {
        Assert.Equal("stage:fix:1", new ReviewOpened(_review).Key);
        Assert.Equal("reminder:fix:1", new ReminderDue(Attempts.Key(1), null, TimeSpan.Zero, "U1").Key);
        Assert.Equal("reminder:fix:1:2", new ReminderDue(Attempts.Key(1), 2, TimeSpan.Zero, "U1").Key);
        Assert.NotEqual(new FeedbackTaken(Attempts.Key(1), "r1", default).Key, new FeedbackTaken(Attempts.Key(1), "r2", default).Key);
        Assert.Equal(new FeedbackTaken(Attempts.Key(1), "r1", default).Key, new FeedbackUndone(Attempts.Key(1), "r1", "U2").Key);
        Assert.Equal(new QuestionAsked(Attempts.Key(1), 2, "?", "U1").Key, new QuestionAnswered(Attempts.Key(1), 2, "?", "U1").Key);
    }

    [GeneratedRegex("(Card|Thread|Ephemeral|Reaction|Emoji|Button|Slack)(?![a-z])", RegexOptions.CultureInvariant)]
    private static partial Regex SlackWord();
}
