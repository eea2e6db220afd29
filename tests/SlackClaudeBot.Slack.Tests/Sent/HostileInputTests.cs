using NSubstitute;
using NSubstitute.ExceptionExtensions;
using SlackClaudeBot.Slack.Actions;
using SlackClaudeBot.Slack.Buttons;
using SlackClaudeBot.Slack.Tests.SlackContract;
using SlackClaudeBot.Tasks;
using SlackClaudeBot.Testing;
using SlackClaudeBot.Workflows.Contracts.PullRequests;
using SlackClaudeBot.Workflows.Contracts.Status;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using SlackNet;
using SlackNet.Blocks;
using SlackNet.Events;
using SlackNet.Interaction;
using Temporalio.Exceptions;

namespace SlackClaudeBot.Slack.Tests.Sent;

/// <summary>For any input and any state of a task, answers are valid for Slack and contain no live text.</summary>
[Trait("Category", "Contract")]
[Trait("Category", "Hostile")]
public sealed class HostileInputTests
{
    private static readonly string[] _texts =
        ["", "x", .. Enumerable.Range(0, 12).Select(round => new HostileTexts(round).Next()), new('&', 20_000), new('<', 20_000), new('`', 20_000), string.Concat(Enumerable.Repeat("😀", 9_000))];

    private static readonly Dictionary<string, Func<SlackFixture>> _situations = new()
    {
        ["there is no task"] = () => new SlackFixture(),
        ["a review waits"] = () => new SlackFixture().WithOpen(TaskStates.Waiting()),
        ["several reviews wait"] = () => new SlackFixture().WithOpen([TaskStates.Waiting(), .. Enumerable.Range(1, 9).Select(i => Hostile(WorkStatus.AwaitingApproval, i))]),
        ["a question waits"] = () => new SlackFixture().WithOpen(TaskStates.Of(WorkStatus.AwaitingAnswer)),
        ["the agent works"] = () => new SlackFixture().WithOpen(Hostile(WorkStatus.Running, 0)),
        ["it has failed"] = () => new SlackFixture().WithOpen(Hostile(WorkStatus.Failed, 0)),
        ["no worker answers"] = () => Silent(new SlackFixture("not-requester").WithOpen(TaskStates.Waiting())),
        ["others decide"] = () => new SlackFixture(string.Join(',', Enumerable.Range(0, 500).Select(i => $"U0BOSS{i}").Append("not-requester"))).WithOpen(TaskStates.Waiting()),
        ["Temporal is down"] = () => Down(new SlackFixture()),
        ["it ended just now"] = () => Ended(new SlackFixture().WithOpen(TaskStates.Waiting())),
    };

    public static TheoryData<string> Situations => [.. _situations.Keys];

    [Theory]
    [MemberData(nameof(Situations))]
    public async Task Every_command_is_answered_as_Slack_expects(string situation)
    {
        string[] commands =
        [
            "{0}", "help", "list", "status", "status {0}", $"status {TaskStates.TaskIdText}", "cancel", "cancel {0}", $"cancel {TaskStates.TaskIdText} {{0}}", "approve", "approve {0}",
            $"approve {TaskStates.TaskIdText}", "reject {0}", $"reject {TaskStates.TaskIdText} {{0}}", "fix {0}", "fix acme/{0} T", "fix acme/shop@{0} T", "fix acme/shop {0}", "fix acme/shop T -- {0}",
            "fix https://evil.example/{0} T", "fix acme/shop T --{0}", "fix acme/shop T --ticket {0}", "fix acme/shop T --model {0}", "fix acme/shop T --timeout {0}",
            "fix acme/shop T --no-approval", "fixx {0}", "aprove {0}", "acme/shop {0}",
        ];
        var fixture = _situations[situation]();
        var handler = fixture.Commands();
        var typed = 0;
        foreach (var command in commands)
        {
            foreach (var text in command.Contains("{0}", StringComparison.Ordinal) ? _texts : [""])
            {
                var answer = await handler.Handle(new SlashCommand
                {
                    Command = "/claude",
                    Text = command.Replace("{0}", text, StringComparison.Ordinal),
                    TriggerId = $"1.{typed++}",
                    UserId = "U0ANY",
                    ChannelId = TaskStates.Channel,
                });
                Assert.NotEmpty(answer.Message.Text);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Situations))]
    public async Task Every_reply_is_answered_as_Slack_expects(string situation)
    {
        var fixture = _situations[situation]().WithCard();
        var events = fixture.Events();
        var said = 0;
        foreach (var text in (string[])["lgtm", "<@U0BOT> nice", .. _texts])
        {
            var reply = new MessageEvent { Channel = TaskStates.Channel, ThreadTs = TaskStates.CardTs, Ts = $"1700000005.{said++}", User = "U0ANY", Text = text };
            // A delivery that fails is refused, and Slack repeats it; nobody is told.
            await Record.ExceptionAsync(() => events.Handle(new EventCallback { Event = reply }));
            var mention = new AppMention { Channel = TaskStates.Channel, Ts = $"1700000006.{said}", User = "U0ANY", Text = text };
            await events.Handle(new EventCallback { Event = mention });
        }

        Assert.NotEmpty(fixture.Ephemerals);
    }

    [Theory]
    [MemberData(nameof(Situations))]
    public async Task Every_click_is_answered_as_Slack_expects(string situation)
    {
        var fixture = _situations[situation]();
        IBlockActionHandler<ButtonAction>[] buttons =
        [
            new ApproveButton(fixture.Decisions, fixture.Answers, fixture.Failures), new RejectButton(fixture.Decisions, fixture.Client, fixture.Answers, fixture.Failures),
            new CancelButton(fixture.Decisions, fixture.Answers, fixture.Failures), new UndoButton(fixture.Decisions, fixture.Answers, fixture.Failures),
        ];
        string[] stages = ["fix", .. _texts];
        var values = stages.Select(text => new ButtonValue(TaskStates.WorkflowId, text, 1, text).Encode()).Concat(_texts);
        foreach (var value in values)
        {
            foreach (var button in buttons)
            {
                await button.Handle(new ButtonAction { Value = value, ActionTs = "1.2" }, Request());
            }
        }

        Assert.NotEmpty(fixture.Ephemerals);
    }

    [Theory]
    [MemberData(nameof(Situations))]
    public async Task Every_modal_is_answered_as_Slack_expects(string situation)
    {
        var modal = _situations[situation]().RejectModal();
        foreach (var text in _texts)
        {
            await modal.Handle(Submission(new ButtonValue(TaskStates.WorkflowId, "fix", 1).Encode(), text));
            await modal.Handle(Submission(text, "feedback"));
        }
    }

    private static TaskState Hostile(WorkStatus status, int number)
    {
        var state = TaskStates.Of(status, $"{number:x10}") with
        {
            Detail = HostileText(1),
            Error = HostileText(2),
            PullRequests = [.. Enumerable.Range(0, 10).Select(i => new PullRequestReference(HostileText(i), i, HostileText(i)))],
        };
        return state with { Task = state.Task with { Title = HostileText(4), Requester = HostileText(5) } };
    }

    private static string HostileText(int number) => _texts[number % _texts.Length];

    private static SlackFixture Silent(SlackFixture fixture)
    {
        fixture.Tasks.FindAsync(Arg.Any<string>(), Arg.Any<CancellationToken>()).Returns(TaskLookup.Silent);
        return fixture;
    }

    private static SlackFixture Ended(SlackFixture fixture)
    {
        fixture.Tasks.SignalAsync("", "", "", default).ReturnsForAnyArgs(false);
        return fixture;
    }

    private static SlackFixture Down(SlackFixture fixture)
    {
        var down = new RpcException(RpcException.StatusCode.Unavailable, "<!channel> 127.0.0.1:7233 refused", null);
        fixture.Tasks.FindAsync("", default).ThrowsAsyncForAnyArgs(down);
        fixture.Tasks.ListAsync(new(""), default, default).ThrowsAsyncForAnyArgs(down);
        fixture.Tasks.StartAsync(null!, default).ThrowsAsyncForAnyArgs(down);
        return fixture;
    }

    private static BlockActionRequest Request() => new()
    {
        User = new User { Id = "U0ANY" },
        TriggerId = "11.22",
        ResponseUrl = "https://hooks.slack.test/x",
        Container = new Container { ChannelId = TaskStates.Channel, MessageTs = "1700000000.9", ThreadTs = TaskStates.CardTs },
    };

    private static ViewSubmission Submission(string metadata, string typed) => new()
    {
        User = new User { Id = "U0ANY" },
        View = new ModalViewInfo
        {
            Id = "V1",
            CallbackId = ActionIds.RejectModal,
            PrivateMetadata = metadata,
            State = new ViewState { Values = { [ActionIds.Feedback] = new() { [ActionIds.Feedback] = new PlainTextInputValue { Value = typed } } } },
        },
    };
}
