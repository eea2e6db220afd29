using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using NSubstitute;
using SlackClaudeBot.Slack.Actions;
using SlackClaudeBot.Slack.Answers;
using SlackClaudeBot.Slack.Approvals;
using SlackClaudeBot.Slack.Caching;
using SlackClaudeBot.Slack.Commands;
using SlackClaudeBot.Slack.Identity;
using SlackClaudeBot.Slack.Settings;
using SlackClaudeBot.Slack.Threads;
using SlackClaudeBot.Tasks;
using SlackClaudeBot.Testing;
using SlackClaudeBot.Workflows.Contracts.Status;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using SlackNet;
using SlackNet.Events;
using SlackNet.Interaction;
using SlackNet.WebApi;

namespace SlackClaudeBot.Slack.Tests;

/// <summary>
/// Handlers as they are, between a Slack and a Temporal that are not there. Whatever they send is held against Slack's contract;
/// who looks at what happened, by any property here, learns of a breach.
/// </summary>
internal sealed class SlackBench
{
    public const string BotUser = "U0BOT";

    private readonly ConcurrentBag<string> _breaches = [];
    private readonly List<string> _signals = [];
    private readonly List<object> _arguments = [];
    private readonly List<string> _ephemerals = [];

    public SlackBench(string approvers = "anyone")
    {
        Client = CheckedSlack.Around(Slack, _breaches.Add);
        Options = new SlackOptions { BotToken = "xoxb-test", SigningSecret = "secret", Approvers = approvers };
        Approvers = new Approvers(Options, new UserGroups(Client, Workspace, TimeProvider.System), new HomeUsers(Client, new BotIdentity(Client), TimeProvider.System));
        Decisions = new Decisions(Tasks, Approvers);
        Answers = new EphemeralAnswers(Client, NullLogger<EphemeralAnswers>.Instance);
        Failures = new Failures(NullLogger<Failures>.Instance);
        DeliveryDeduplicator = new DeliveryDeduplicator(TimeProvider.System);
        Slack.Auth.Test(Arg.Any<CancellationToken>()).Returns(new AuthTestResponse { UserId = BotUser, User = "claude" });
        Tasks.FindAsync(Arg.Any<string>(), Arg.Any<CancellationToken>()).Returns(TaskLookup.Missing);
        Tasks.FindAsync(Arg.Any<TaskId>(), Arg.Any<CancellationToken>()).Returns(call => Tasks.FindAsync(TaskKinds.BugFix.WorkflowId(call.Arg<TaskId>()), CancellationToken.None));
        Tasks.SignalAsync(Arg.Any<string>(), Arg.Do<string>(signal => _signals.Add(signal)), Arg.Do<object>(argument => _arguments.Add(argument)), Arg.Any<CancellationToken>()).Returns(true);
        Slack.Chat.PostEphemeral(Arg.Any<string>(), Arg.Do<Message>(message => _ephemerals.Add(message.Text)), Arg.Any<CancellationToken>()).Returns(new PostEphemeralResponse());
        Slack.Respond(Arg.Any<string>(), Arg.Do<IReadOnlyMessage>(message => _ephemerals.Add(message.Text)), Arg.Any<CancellationToken>()).Returns(Task.CompletedTask);
    }

    /// <summary>The Slack that is not there: what it answers is set here, and what it was asked is seen here.</summary>
    public ISlackApiClient Slack { get; } = Substitute.For<ISlackApiClient>();

    /// <summary>The client for the handlers.</summary>
    public ISlackApiClient Client { get; }

    public ITaskClient Tasks { get; } = Substitute.For<ITaskClient>();

    public SlackOptions Options { get; }

    public TemporalOptions Temporal { get; } = new();

    public Workspace Workspace { get; } = new();

    /// <summary>GitHub's answers about repositories; empty at first.</summary>
    public IRepositoryLookup Repositories { get; } = Substitute.For<IRepositoryLookup>();

    public FakeTimeProvider Time { get; } = new(DateTimeOffset.UnixEpoch.AddHours(2));

    public Approvers Approvers { get; }

    public Decisions Decisions { get; }

    public EphemeralAnswers Answers { get; }

    public Failures Failures { get; }

    public DeliveryDeduplicator DeliveryDeduplicator { get; }

    /// <summary>The names of the signals that went out.</summary>
    public List<string> Signals => Held(_signals);

    /// <summary>What they carried.</summary>
    public List<object> Arguments => Held(_arguments);

    /// <summary>The ephemeral messages.</summary>
    public List<string> Ephemerals => Held(_ephemerals);

    /// <summary>The handler of commands.</summary>
    public ISlashCommandHandler Commands() => new CheckedCommands(CommandHandler());

    private ClaudeCommandHandler CommandHandler()
    {
        var channelTasks = new ChannelTasks(Tasks);
        var links = new CardLinks(Client, TimeProvider.System);
        return new ClaudeCommandHandler(
            new CommandParser(new RepositoryNames(new Uri("https://github.com"), "acme")),
            new StartCommand(Tasks, new NewTaskOptions { BudgetUsd = 5 }, Approvers, new ChannelMembership(Client, new BotIdentity(Client), TimeProvider.System), new RepositoryCheck(Repositories, TimeProvider.System)),
            new StatusCommand(Tasks, channelTasks, links, Temporal, Time),
            new ListCommand(Tasks, links, Time),
            new DecideCommands(channelTasks, Decisions),
            Approvers,
            Workspace,
            DeliveryDeduplicator,
            Failures);
    }

    /// <summary>The handler of the reject modal.</summary>
    public IViewSubmissionHandler RejectModal() => new CheckedViews(new RejectModalHandler(Decisions, Failures));

    public SlackBench With(TaskState state)
    {
        Tasks.FindAsync($"fix-{state.Task.TaskId}", Arg.Any<CancellationToken>()).Returns(new TaskLookup(true, state));
        return this;
    }

    /// <summary>Makes these the channel's tasks that are open.</summary>
    public SlackBench WithOpen(params TaskState[] states)
    {
        Tasks.ListAsync(Arg.Is<TaskQuery>(query => query.Channel == TaskStates.Channel), Arg.Any<int>(), Arg.Any<CancellationToken>()).Returns(call => ToList(states, call.Arg<TaskQuery>(), call.Arg<int>()));
        foreach (var state in states)
        {
            With(state);
        }

        return this;
    }

    /// <summary>What Temporal would find among these tasks.</summary>
    private static ListedTask[] ToList(IEnumerable<TaskState> states, TaskQuery query, int limit) =>
    [
        .. states.Where(state => query.Status is null || state.Status == query.Status).Take(limit).Select(state => new ListedTask
        {
            TaskId = state.Task.TaskId,
            WorkflowId = $"fix-{state.Task.TaskId}",
            Title = state.Task.Title,
            StartedAt = DateTime.UnixEpoch,
            IsOpen = true,
            Status = state.Status,
            Requester = state.Task.Requester,
            Repositories = [.. state.Task.Repositories.Select(repository => repository.FullName)],
            Shown = state.Shown,
        }),
    ];

    /// <summary>Makes the root message of a thread a task's card.</summary>
    public SlackBench WithCard(string workflowId = TaskStates.WorkflowId, string threadTs = TaskStates.CardTs, string postedBy = BotUser, string type = "claude_task")
    {
        var root = new MessageEvent
        {
            Ts = threadTs,
            User = postedBy,
            Metadata = new MessageMetadata { EventType = type, EventPayload = new Newtonsoft.Json.Linq.JObject { ["workflow_id"] = workflowId } },
        };
        ReplyCall(threadTs).Returns(new ConversationMessagesResponse { Messages = [root] });
        return this;
    }

    public Task<ConversationMessagesResponse> ReplyCall(string threadTs) => Slack.Conversations.Replies(
        Arg.Any<string>(), threadTs, Arg.Any<string>(), Arg.Any<string>(), Arg.Any<bool>(), Arg.Any<int>(), Arg.Any<bool>(), Arg.Any<string>(), Arg.Any<CancellationToken>());

    public Task<ConversationHistoryResponse> HistoryCall(string channel) => Slack.Conversations.History(
        channel, Arg.Any<string>(), Arg.Any<string>(), Arg.Any<bool>(), Arg.Any<int>(), Arg.Any<bool>(), Arg.Any<string>(), Arg.Any<CancellationToken>());

    public EventDelivery Events()
    {
        var bot = new BotIdentity(Client);
        var commands = new ThreadCommands(CommandHandler(), Answers);
        var threads = new TaskThreads(Client, bot, TimeProvider.System, NullLogger<TaskThreads>.Instance);
        return new(
            new ReplyHandler(Tasks, threads, bot, Approvers, commands, Answers, Failures), commands, bot, Workspace, Answers, DeliveryDeduplicator);
    }

    private T Held<T>(T seen)
    {
        Assert.Empty(_breaches);
        return seen;
    }
}
