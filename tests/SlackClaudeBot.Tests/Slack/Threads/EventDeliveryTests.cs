using NSubstitute;
using NSubstitute.ExceptionExtensions;
using SlackClaudeBot.Slack.Tasks;
using SlackClaudeBot.Slack.Threads;
using SlackClaudeBot.Workflows.Notifications;
using SlackClaudeBot.Workflows.Reviews;
using SlackClaudeBot.Workflows.Tasks;
using SlackNet;
using SlackNet.Events;
using SlackNet.WebApi;

namespace SlackClaudeBot.Tests.Slack.Threads;

public sealed class EventDeliveryTests
{
    private const string Ts = "1700000005.000200";
    private const string Id = $"reply:{TaskStates.Channel}:{Ts}";

    [Fact]
    public async Task A_reply_while_a_review_waits_is_a_rejection_that_can_be_undone()
    {
        var bench = new SlackBench().WithCard().With(TaskStates.Waiting(attempt: 2));

        await bench.Events().Handle(Message("use a transaction"));

        Assert.Equal([Names.Reject], bench.Signals);
        Assert.Equal(new Reject(Id, "U0ANY", "fix", 2, "use a transaction", CanBeUndone: true), bench.Arguments.Single());
        Assert.Empty(bench.Ephemerals);
    }

    [Theory]
    [InlineData("lgtm")]
    [InlineData("the second one")]
    public async Task A_reply_while_a_question_waits_is_its_answer(string text)
    {
        var bench = new SlackBench().WithCard().With(TaskStates.Of(TaskStatuses.AwaitingAnswer));

        await bench.Events().Handle(Message(text));

        Assert.Equal(new Answer(Id, "U0ANY", text), bench.Arguments.Single());
    }

    [Fact]
    public async Task A_reply_while_the_agent_works_is_noted_and_acknowledged_by_an_emoji()
    {
        var bench = new SlackBench().WithCard().With(TaskStates.Of(TaskStatuses.Running));

        await bench.Events().Handle(Message("mind the cache"));

        Assert.Equal(new Note(Id, "U0ANY", "mind the cache"), bench.Arguments.Single());
        await bench.Slack.Reactions.Received(1).AddToMessage(NoteReactions.Emoji, TaskStates.Channel, Ts, Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task A_note_is_kept_though_its_emoji_fails()
    {
        var bench = new SlackBench().WithCard().With(TaskStates.Of(TaskStatuses.Running));
        bench.Slack.Reactions.AddToMessage("", "", "").ThrowsAsyncForAnyArgs(new SlackException(new ErrorResponse { Error = "missing_scope" }));

        await bench.Events().Handle(Message("mind the cache"));

        Assert.Equal([Names.Note], bench.Signals);
    }

    [Fact]
    public async Task Praise_while_a_review_waits_is_answered_with_a_pointer_to_Approve()
    {
        var bench = new SlackBench().WithCard().With(TaskStates.Waiting());

        await bench.Events().Handle(Message("lgtm :tada:"));

        Assert.Empty(bench.Signals);
        Assert.Contains("*Approve*", Assert.Single(bench.Ephemerals), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("// just us")]
    [InlineData("<@U0BOB> what do you think?")]
    public async Task What_is_for_people_is_left_alone(string text)
    {
        var bench = new SlackBench().WithCard().With(TaskStates.Waiting());

        await bench.Events().Handle(Message(text));

        Assert.Empty(bench.Signals);
        Assert.Empty(bench.Ephemerals);
    }

    [Fact]
    public async Task Feedback_by_who_may_not_decide_is_refused_to_them_alone()
    {
        var bench = new SlackBench("U0BOSS").WithCard().With(TaskStates.Waiting());

        await bench.Events().Handle(Message("use a transaction"));

        Assert.Empty(bench.Signals);
        Assert.Single(bench.Ephemerals);
    }

    [Fact]
    public async Task Who_asked_for_the_task_may_answer_a_question_though_not_decide()
    {
        var bench = new SlackBench("U0BOSS").WithCard().With(TaskStates.Of(TaskStatuses.AwaitingAnswer));

        await bench.Events().Handle(Message("the second one", user: TaskStates.Requester));

        Assert.Equal([Names.Answer], bench.Signals);
    }

    [Fact]
    public async Task Too_much_text_is_refused_whole()
    {
        var bench = new SlackBench().WithCard().With(TaskStates.Waiting());

        await bench.Events().Handle(Message(new string('x', 3001)));

        Assert.Empty(bench.Signals);
        Assert.Contains("3,001", Assert.Single(bench.Ephemerals), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_that_comes_as_mention_too_and_again_is_taken_once()
    {
        var bench = new SlackBench().WithCard().With(TaskStates.Waiting());
        var events = bench.Events();
        var mention = new AppMention { Channel = TaskStates.Channel, ThreadTs = TaskStates.CardTs, Ts = Ts, User = "U0ANY", Text = "<@U0BOT> use a transaction" };

        await Task.WhenAll(
            events.Handle(Message("<@U0BOT> use a transaction", eventId: "E1")),
            events.Handle(new EventCallback { EventId = "E2", Event = mention }),
            events.Handle(Message("<@U0BOT> use a transaction", eventId: "E1")));

        Assert.Equal([Names.Reject], bench.Signals);
    }

    [Fact]
    public async Task A_delivery_that_failed_is_taken_when_Slack_repeats_it()
    {
        var bench = new SlackBench().WithCard();
        bench.Tasks.FindAsync(TaskStates.WorkflowId, Arg.Any<CancellationToken>())
            .Returns(_ => throw new TimeoutException(), _ => new TaskLookup(true, TaskStates.Waiting()));
        var events = bench.Events();

        await Assert.ThrowsAsync<TimeoutException>(() => events.Handle(Message("use a transaction")));
        await events.Handle(Message("use a transaction"));

        Assert.Equal([Names.Reject], bench.Signals);
    }

    [Fact]
    public async Task A_thread_is_looked_up_once()
    {
        var bench = new SlackBench().WithCard().With(TaskStates.Waiting());
        var events = bench.Events();

        await events.Handle(Message("one"));
        await events.Handle(Message("two", ts: "1700000006.1"));

        await bench.Slack.Conversations.Received(1).Replies(
            Arg.Any<string>(), Arg.Any<string>(), Arg.Any<string>(), Arg.Any<string>(), Arg.Any<bool>(), Arg.Any<int>(), includeAllMetadata: true, Arg.Any<string>(), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task A_thread_that_claims_a_workflow_whose_card_stands_elsewhere_is_left_alone()
    {
        var bench = new SlackBench().WithCard().With(TaskStates.Waiting() with { Card = new MessageReference("C0OTHER", TaskStates.CardTs) });

        await bench.Events().Handle(Message("use a transaction"));

        Assert.Empty(bench.Signals);
    }

    [Fact]
    public async Task A_thread_of_an_ended_task_is_left_alone()
    {
        var bench = new SlackBench().WithCard().With(TaskStates.Of(TaskStatuses.Completed));

        await bench.Events().Handle(Message("thanks, next time faster"));

        Assert.Empty(bench.Signals);
    }

    [Fact]
    public async Task Other_threads_and_what_no_person_just_wrote_are_left_alone()
    {
        var bench = new SlackBench().WithCard().With(TaskStates.Waiting());
        bench.ReplyCall("1.1").Returns(new ConversationMessagesResponse { Messages = [new MessageEvent { Ts = "1.1" }] });
        var events = bench.Events();
        MessageEvent[] others =
        [
            Reply("x", message => message.ThreadTs = "1.1"),
            Reply("x", message => message.ThreadTs = null),
            Reply("x", message => message.ThreadTs = message.Ts),
            Reply("x", message => message.BotId = "B1"),
            Reply("x", message => message.User = null),
            Reply("x", message => message.User = SlackBench.BotUser),
            Reply("x", message => message.Subtype = "channel_join"),
            Reply("x", message => message.Edited = new Edit()),
            new MessageChanged { Channel = TaskStates.Channel, ThreadTs = TaskStates.CardTs, Ts = "1.5", User = "U0ANY", Text = "x", Subtype = "message_changed" },
        ];

        for (var i = 0; i < others.Length; i++)
        {
            if (others[i].ThreadTs != others[i].Ts) others[i].Ts = $"1700000010.{i}";
            await events.Handle(new EventCallback { EventId = $"E{i}", Event = others[i] });
        }

        Assert.Empty(bench.Signals);
        Assert.Empty(bench.Ephemerals);
    }

    [Theory]
    [InlineData("thread_broadcast")]
    [InlineData("file_share")]
    public async Task A_reply_that_is_also_something_else_is_a_reply(string subtype)
    {
        var bench = new SlackBench().WithCard().With(TaskStates.Waiting());

        await bench.Events().Handle(new EventCallback { EventId = "E1", Event = Reply("use a transaction", message => message.Subtype = subtype) });

        Assert.Equal([Names.Reject], bench.Signals);
    }

    [Fact]
    public async Task A_mention_outside_of_a_tasks_thread_is_told_how_to_start_one()
    {
        var bench = new SlackBench();
        var mention = new AppMention { Channel = TaskStates.Channel, Ts = Ts, User = "U0ANY", Text = "<@U0BOT> fix it" };
        var events = bench.Events();

        await events.Handle(new EventCallback { EventId = "E1", Event = mention });
        await events.Handle(new EventCallback { EventId = "E1", Event = mention });

        Assert.Contains("/claude fix", Assert.Single(bench.Ephemerals), StringComparison.Ordinal);
    }

    private static EventCallback Message(string text, string user = "U0ANY", string ts = Ts, string eventId = "E1") =>
        new() { EventId = eventId, Event = Reply(text, message => (message.User, message.Ts) = (user, ts)) };

    private static MessageEvent Reply(string text, Action<MessageEvent> change)
    {
        var message = new MessageEvent { Channel = TaskStates.Channel, ThreadTs = TaskStates.CardTs, Ts = Ts, User = "U0ANY", Text = text };
        change(message);
        return message;
    }
}
