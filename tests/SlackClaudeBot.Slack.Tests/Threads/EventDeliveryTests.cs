using NSubstitute;
using NSubstitute.ExceptionExtensions;
using SlackClaudeBot.Slack.Approvals;
using SlackClaudeBot.Slack.Messages;
using SlackClaudeBot.Testing;
using SlackClaudeBot.Workflows.Contracts.Reviews;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using SlackNet;
using SlackNet.Events;
using SlackNet.WebApi;

namespace SlackClaudeBot.Slack.Tests.Threads;

public sealed class EventDeliveryTests
{
    private const string Ts = "1700000005.000200";
    private const string Id = $"reply:{TaskStates.Channel}:{Ts}";

    [Theory]
    [InlineData("use a transaction", "use a transaction", false)]
    [InlineData("<@U0BOT>: use a transaction", "use a transaction", false)]
    [InlineData("lgtm :tada:", "lgtm :tada:", true)]
    public async Task A_reply_goes_to_the_tasks_workflow_which_decides_what_it_is(string text, string said, bool isPraise)
    {
        var bench = new SlackBench("not-requester,U0ANY").WithCard();

        await bench.Events().Handle(Message(text));

        Assert.Equal([SignalNames.Reply], bench.Signals);
        Assert.Equal(
            new TaskReply(
                Id, "U0ANY", said, isPraise, new ReplyPermissions(true, true, "<@U0ANY>, except the requester of the task"),
                new MessageAddress(TaskStates.Channel, TaskStates.CardTs).Id, new MessageAddress(TaskStates.Channel, Ts).Id),
            bench.Arguments.Single());
        Assert.Empty(bench.Ephemerals);
        await bench.Tasks.DidNotReceiveWithAnyArgs().FindAsync("", default);
    }

    [Fact]
    public async Task A_reply_tells_the_workflow_if_its_author_has_no_permission()
    {
        var bench = new SlackBench("U0BOSS").WithCard();

        await bench.Events().Handle(Message("use a transaction"));

        Assert.Equal(new ReplyPermissions(false, false, "<@U0BOSS>"), Assert.IsType<TaskReply>(bench.Arguments.Single()).Permissions);
    }

    [Fact]
    public async Task A_card_that_another_app_posted_leads_to_no_task()
    {
        var bench = new SlackBench().WithCard(postedBy: "U0OTHERAPP");

        await bench.Events().Handle(Message("use a transaction"));

        Assert.Empty(bench.Signals);
    }

    [Theory]
    [InlineData("// just us")]
    [InlineData("<@U0BOB> what do you think?")]
    public async Task Messages_between_people_are_ignored(string text)
    {
        var bench = new SlackBench().WithCard();

        await bench.Events().Handle(Message(text));

        Assert.Empty(bench.Signals);
        Assert.Empty(bench.Ephemerals);
    }

    [Fact]
    public async Task Text_that_is_too_long_is_refused_while_a_review_or_question_waits()
    {
        var bench = new SlackBench().WithCard().With(TaskStates.Waiting());

        await bench.Events().Handle(Message(new string('x', 3001)));
        bench.With(TaskStates.Of(WorkStatus.Completed));
        await bench.Events().Handle(Message(new string('y', 3002), ts: "1700000006.1"));

        Assert.Empty(bench.Signals);
        Assert.Contains("3,001", Assert.Single(bench.Ephemerals), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_that_also_arrives_as_a_mention_and_as_a_retry_counts_once()
    {
        var bench = new SlackBench().WithCard();
        var events = bench.Events();
        var mention = new AppMention { Channel = TaskStates.Channel, ThreadTs = TaskStates.CardTs, Ts = Ts, User = "U0ANY", Text = "<@U0BOT> use a transaction" };

        await Task.WhenAll(
            events.Handle(Message("<@U0BOT> use a transaction", eventId: "E1")),
            events.Handle(new EventCallback { EventId = "E2", Event = mention }),
            events.Handle(Message("<@U0BOT> use a transaction", eventId: "E1")));

        Assert.Equal([SignalNames.Reply], bench.Signals);
    }

    [Fact]
    public async Task A_failed_delivery_is_handled_when_Slack_retries_it()
    {
        var bench = new SlackBench().WithCard();
        bench.Tasks.SignalAsync(TaskStates.WorkflowId, SignalNames.Reply, Arg.Any<object>(), Arg.Any<CancellationToken>()).Returns(_ => throw new TimeoutException(), _ => true);
        var events = bench.Events();

        await Assert.ThrowsAsync<TimeoutException>(() => events.Handle(Message("use a transaction")));
        await events.Handle(Message("use a transaction"));

        await bench.Tasks.ReceivedWithAnyArgs(2).SignalAsync("", "", "", default);
    }

    [Fact]
    public async Task A_thread_is_looked_up_once()
    {
        var bench = new SlackBench().WithCard();
        var events = bench.Events();

        await events.Handle(Message("one"));
        await events.Handle(Message("two", ts: "1700000006.1"));

        await bench.Slack.Conversations.Received(1).Replies(
            Arg.Any<string>(), Arg.Any<string>(), Arg.Any<string>(), Arg.Any<string>(), Arg.Any<bool>(), Arg.Any<int>(), includeAllMetadata: true, Arg.Any<string>(), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task A_thread_that_could_not_be_read_is_looked_up_again()
    {
        var bench = new SlackBench();
        bench.ReplyCall(TaskStates.CardTs).ThrowsAsync(new SlackException(new ErrorResponse { Error = "missing_scope" }));
        var events = bench.Events();

        await events.Handle(Message("one"));
        bench.WithCard();
        await events.Handle(Message("two", ts: "1700000006.1"));

        Assert.Equal("two", Assert.IsType<TaskReply>(bench.Arguments.Single()).Text);
    }

    [Theory]
    [InlineData("no_such_subteam")]
    [InlineData("missing_scope")]
    public async Task A_reply_is_answered_if_permissions_cannot_be_checked(string error)
    {
        var bench = new SlackBench("S0LEADS").WithCard();
        bench.Slack.Get<UserGroupMembers>("usergroups.users.list", Arg.Any<Dictionary<string, object>>(), Arg.Any<CancellationToken>())
            .ThrowsAsync(new SlackException(new ErrorResponse { Error = error }));

        await bench.Events().Handle(Message("use a transaction"));

        Assert.Empty(bench.Signals);
        Assert.Matches($"Your reply was not taken: .*{error}", Assert.Single(bench.Ephemerals));
    }

    [Fact]
    public async Task A_thread_of_an_ended_task_is_left_alone()
    {
        var bench = new SlackBench().WithCard();
        bench.Tasks.SignalAsync("", "", "", default).ReturnsForAnyArgs(false);

        await bench.Events().Handle(Message("thanks, next time faster"));
        await bench.Events().Handle(Message("<@U0BOT> thanks!", ts: "1700000006.1"));

        Assert.Empty(bench.Ephemerals);
    }

    [Fact]
    public async Task A_mention_in_the_thread_of_an_ended_task_is_answered_with_how_to_start_another()
    {
        var bench = new SlackBench().WithCard();
        bench.Tasks.SignalAsync("", "", "", default).ReturnsForAnyArgs(false);

        await bench.Events().Handle(Message("<@U0BOT> please add a test too"));

        Assert.Matches("has ended.*/claude fix", Assert.Single(bench.Ephemerals));
    }

    [Fact]
    public async Task Other_threads_and_messages_of_programs_are_ignored()
    {
        var bench = new SlackBench().WithCard();
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
            if (others[i].ThreadTs != others[i].Ts)
            {
                others[i].Ts = $"1700000010.{i}";
            }

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
        var bench = new SlackBench().WithCard();

        await bench.Events().Handle(new EventCallback { EventId = "E1", Event = Reply("use a transaction", message => message.Subtype = subtype) });

        Assert.Equal([SignalNames.Reply], bench.Signals);
    }

    [Theory]
    [InlineData("", 0, "I took nothing")]
    [InlineData("make it look like this", 1, "took your words")]
    public async Task A_reply_with_a_file_is_answered_that_files_are_not_read(string text, int signals, string told)
    {
        var bench = new SlackBench().WithCard().With(TaskStates.Waiting());

        await bench.Events().Handle(new EventCallback { EventId = "E1", Event = Reply(text, message => message.Subtype = "file_share") });

        Assert.Equal(signals, bench.Signals.Count);
        Assert.Contains(told, Assert.Single(bench.Ephemerals), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", WorkStatus.Completed)]
    [InlineData("as it looks now", WorkStatus.Completed)]
    [InlineData("// look at this", WorkStatus.AwaitingApproval)]
    public async Task A_file_among_people_is_left_alone(string text, WorkStatus status)
    {
        var bench = new SlackBench().WithCard().With(TaskStates.Of(status));
        bench.Tasks.SignalAsync("", "", "", default).ReturnsForAnyArgs(false);

        await bench.Events().Handle(new EventCallback { EventId = "E1", Event = Reply(text, message => message.Subtype = "file_share") });

        Assert.Empty(bench.Ephemerals);
    }

    [Fact]
    public async Task A_mention_outside_a_tasks_thread_is_answered_with_how_to_start_a_task()
    {
        var bench = new SlackBench();
        var mention = new AppMention { Channel = TaskStates.Channel, Ts = Ts, User = "U0ANY", Text = "<@U0BOT> fix it" };
        var events = bench.Events();

        await events.Handle(new EventCallback { EventId = "E1", Event = mention });
        await events.Handle(new EventCallback { EventId = "E1", Event = mention });

        Assert.Contains("/claude fix", Assert.Single(bench.Ephemerals), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<@U0BOT> status", "Checkout crashes")]
    [InlineData("<@U0BOT>: approve", "is approved")]
    [InlineData("<@U0BOT> cancel", "is being cancelled")]
    [InlineData("<@U0BOT> reject use a transaction", "is rejected with your feedback")]
    [InlineData("<@U0BOT> help", "/claude fix")]
    public async Task A_mention_with_a_verb_is_a_command_about_the_threads_task(string text, string answer)
    {
        var bench = new SlackBench().WithCard().With(TaskStates.Waiting());

        await bench.Events().Handle(Message(text));

        Assert.Contains(answer, Assert.Single(bench.Ephemerals), StringComparison.Ordinal);
        Assert.DoesNotContain(SignalNames.Reply, bench.Signals);
    }

    [Theory]
    [InlineData("<@U0BOT> fix the other test too")]
    [InlineData("<@U0BOT> stop using a global")]
    [InlineData("<@U0BOT> list the files in the README")]
    public async Task A_sentence_that_begins_with_a_verb_is_a_reply(string text)
    {
        var bench = new SlackBench().WithCard().With(TaskStates.Waiting());

        await bench.Events().Handle(Message(text));

        Assert.Equal([SignalNames.Reply], bench.Signals);
    }

    [Fact]
    public async Task A_mention_with_a_verb_in_the_channel_is_a_command_and_runs_once()
    {
        var bench = new SlackBench();
        var mention = new AppMention { Channel = TaskStates.Channel, Ts = Ts, User = "U0ANY", Text = "<@U0BOT> fix acme/shop Checkout crashes" };
        var events = bench.Events();

        await events.Handle(new EventCallback { EventId = "E1", Event = mention });
        await events.Handle(new EventCallback { EventId = "E1", Event = mention });

        await bench.Tasks.ReceivedWithAnyArgs(1).StartAsync(null!, default);
        Assert.Contains("starts", Assert.Single(bench.Ephemerals), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("reject")]
    [InlineData("Cancel!")]
    [InlineData("stop it")]
    [InlineData("no")]
    [InlineData("👎")]
    public async Task A_bare_refusal_asks_instead_of_starting_a_paid_attempt(string text)
    {
        var bench = new SlackBench().WithCard().With(TaskStates.Waiting());

        await bench.Events().Handle(Message(text));

        Assert.Empty(bench.Signals);
        Assert.Contains("I did nothing with this", Assert.Single(bench.Ephemerals), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_answers_a_question()
    {
        var bench = new SlackBench().WithCard().With(TaskStates.Of(WorkStatus.AwaitingAnswer));

        await bench.Events().Handle(Message("no"));

        Assert.Equal("no", Assert.IsType<TaskReply>(Assert.Single(bench.Arguments)).Text);
    }

    [Fact]
    public async Task An_edit_of_a_reply_counts_while_it_can_be_undone()
    {
        var bench = new SlackBench().WithCard().With(TaskStates.Waiting() with { IsFeedbackTaken = true });
        var events = bench.Events();

        await events.Handle(Edited("deploy to staging", "do NOT deploy at all", "1700000009.000100"));
        await events.Handle(Edited("deploy to staging", "do NOT deploy at all", "1700000009.000100"));

        Assert.Equal([SignalNames.Undo, SignalNames.Reply], bench.Signals);
        Assert.Equal(Id, Assert.IsType<Undo>(bench.Arguments[0]).RejectionId);
        var reply = Assert.IsType<TaskReply>(bench.Arguments[1]);
        Assert.Equal(("do NOT deploy at all", true), (reply.Text, reply.Id != Id));
        Assert.Contains("edited text", Assert.Single(bench.Ephemerals), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_later_edit_of_a_reply_is_answered_that_edits_are_not_read()
    {
        var bench = new SlackBench().WithCard().With(TaskStates.Of(WorkStatus.Running));

        await bench.Events().Handle(Edited("deploy to staging", "do NOT deploy at all", "1700000009.000100"));

        Assert.Empty(bench.Signals);
        Assert.Contains("don't read edits", Assert.Single(bench.Ephemerals), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_preview_that_Slack_adds_to_a_reply_is_not_an_edit()
    {
        var bench = new SlackBench().WithCard().With(TaskStates.Of(WorkStatus.Running));

        await bench.Events().Handle(Edited("see https://t.example/1", "see https://t.example/1", "1700000009.000100"));

        Assert.Empty(bench.Ephemerals);
    }

    [Fact]
    public async Task A_reply_after_the_card_was_deleted_is_answered_with_what_works()
    {
        var bench = new SlackBench().WithCard(type: "claude_message").With(TaskStates.Waiting());

        await bench.Events().Handle(Message("use a transaction"));

        Assert.Empty(bench.Signals);
        Assert.Contains($"`/claude reject {TaskStates.TaskIdText} what to change`", Assert.Single(bench.Ephemerals), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_group_is_asked_for_in_the_workspace_that_the_event_came_from()
    {
        var bench = new SlackBench("S0LEADS").WithCard();
        Dictionary<string, object>? asked = null;
        bench.Slack.Get<UserGroupMembers>("usergroups.users.list", Arg.Do<Dictionary<string, object>>(arguments => asked = arguments), Arg.Any<CancellationToken>())
            .Returns(new UserGroupMembers { Users = ["U0ANY"] });
        var message = Message("use a transaction");
        message.TeamId = "T0ACME";

        await bench.Events().Handle(message);

        Assert.Equal("T0ACME", asked!["team_id"]);
    }

    private static EventCallback Edited(string before, string after, string at) => new()
    {
        EventId = "E9",
        Event = new MessageChanged
        {
            Channel = TaskStates.Channel,
            Ts = "1700000010.1",
            Subtype = "message_changed",
            Message = Reply(after, message => message.Edited = new Edit { Ts = at }),
            PreviousMessage = Reply(before, _ => { }),
        },
    };

    private static EventCallback Message(string text, string user = "U0ANY", string ts = Ts, string eventId = "E1") =>
        new() { EventId = eventId, Event = Reply(text, message => (message.User, message.Ts) = (user, ts)) };

    private static MessageEvent Reply(string text, Action<MessageEvent> change)
    {
        var message = new MessageEvent { Channel = TaskStates.Channel, ThreadTs = TaskStates.CardTs, Ts = Ts, User = "U0ANY", Text = text };
        change(message);
        return message;
    }
}
