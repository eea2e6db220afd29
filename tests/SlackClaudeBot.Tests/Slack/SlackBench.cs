using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;
using SlackClaudeBot.Slack;
using SlackClaudeBot.Slack.Answers;
using SlackClaudeBot.Slack.Approvals;
using SlackClaudeBot.Slack.Requests;
using SlackClaudeBot.Slack.Tasks;
using SlackClaudeBot.Slack.Threads;
using SlackClaudeBot.Workflows.Tasks;
using SlackNet;
using SlackNet.Events;
using SlackNet.WebApi;

namespace SlackClaudeBot.Tests.Slack;

/// <summary>Handlers as they are, between a Slack and a Temporal that are not there.</summary>
internal sealed class SlackBench
{
    public const string BotUser = "U0BOT";

    public SlackBench(string approvers = "anyone")
    {
        Options = new SlackOptions { BotToken = "xoxb-test", SigningSecret = "secret", Approvers = approvers };
        Approvers = new Approvers(Options, new UserGroups(Slack, TimeProvider.System));
        Decisions = new Decisions(Tasks, Approvers);
        Answers = new EphemeralAnswers(Slack, NullLogger<EphemeralAnswers>.Instance);
        Failures = new Failures(NullLogger<Failures>.Instance);
        Deliveries = new Deliveries(TimeProvider.System);
        Slack.Auth.Test(Arg.Any<CancellationToken>()).Returns(new AuthTestResponse { UserId = BotUser });
        Tasks.FindAsync(Arg.Any<string>(), Arg.Any<CancellationToken>()).Returns(TaskLookup.Missing);
        Tasks.SignalAsync(Arg.Any<string>(), Arg.Do<string>(signal => Signals.Add(signal)), Arg.Do<object>(argument => Arguments.Add(argument)), Arg.Any<CancellationToken>()).Returns(true);
        Slack.Chat.PostEphemeral(Arg.Any<string>(), Arg.Do<Message>(message => Ephemerals.Add(message.Text)), Arg.Any<CancellationToken>()).Returns(new PostEphemeralResponse());
        Slack.Respond(Arg.Any<string>(), Arg.Do<IReadOnlyMessage>(message => Ephemerals.Add(message.Text)), Arg.Any<CancellationToken>()).Returns(Task.CompletedTask);
    }

    public ISlackApiClient Slack { get; } = Substitute.For<ISlackApiClient>();

    public ITaskClient Tasks { get; } = Substitute.For<ITaskClient>();

    public SlackOptions Options { get; }

    public Approvers Approvers { get; }

    public Decisions Decisions { get; }

    public EphemeralAnswers Answers { get; }

    public Failures Failures { get; }

    public Deliveries Deliveries { get; }

    /// <summary>The names of the signals that went out.</summary>
    public List<string> Signals { get; } = [];

    /// <summary>What they carried.</summary>
    public List<object> Arguments { get; } = [];

    /// <summary>What was said to one person.</summary>
    public List<string> Ephemerals { get; } = [];

    public SlackBench With(TaskState state)
    {
        Tasks.FindAsync($"fix-{state.Task.TaskId}", Arg.Any<CancellationToken>()).Returns(new TaskLookup(true, state));
        return this;
    }

    /// <summary>Makes the root message of a thread a task's card.</summary>
    public SlackBench WithCard(string workflowId = TaskStates.WorkflowId, string threadTs = TaskStates.CardTs)
    {
        var root = new MessageEvent
        {
            Ts = threadTs,
            Metadata = new MessageMetadata { EventType = "claude_task", EventPayload = new Newtonsoft.Json.Linq.JObject { ["workflow_id"] = workflowId } },
        };
        ReplyCall(threadTs).Returns(new ConversationMessagesResponse { Messages = [root] });
        return this;
    }

    public Task<ConversationMessagesResponse> ReplyCall(string threadTs) => Slack.Conversations.Replies(
        Arg.Any<string>(), threadTs, Arg.Any<string>(), Arg.Any<string>(), Arg.Any<bool>(), Arg.Any<int>(), Arg.Any<bool>(), Arg.Any<string>(), Arg.Any<CancellationToken>());

    public EventDelivery Events() => new(
        new ReplyHandler(
            Tasks,
            new TaskThreads(Slack, NullLogger<TaskThreads>.Instance),
            new BotIdentity(Slack),
            Decisions,
            Answers,
            new NoteReactions(Slack, NullLogger<NoteReactions>.Instance)),
        Answers,
        Deliveries);
}
