using Microsoft.Extensions.Logging.Abstractions;
using SlackClaudeBot.Slack.Messages;
using SlackClaudeBot.Slack.Rendering;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using SlackNet;

namespace SlackClaudeBot.Slack.Tests.Messages;

/// <summary>Somebody deleted a task's card: what must be seen is posted in the channel.</summary>
public sealed class DeletedCardTests : IDisposable
{
    private static readonly MessageAddress _root = new("C024BE91L", "1700000000.000000");

    private readonly SlackStandIn _slack = new();
    private readonly SlackMessages _messages;

    public DeletedCardTests() => _messages = new SlackMessages(_slack.Client(), TimeProvider.System, NullLogger<SlackMessages>.Instance);

    public void Dispose() => _slack.Dispose();

    [Fact]
    public async Task A_review_whose_thread_is_gone_is_posted_in_the_channel()
    {
        _slack.Refuse("thread_not_found");

        await _messages.PostReplyAsync(_root, "fix-1a2b3c4d5e", "stage:fix:1", ThreadMessageRendering.Render(Samples.Plain.Line(ThreadMessageKind.Note)), mayExist: false, CancellationToken.None);

        var posted = Assert.Single(_slack.Messages);
        Assert.Null(posted["thread_ts"]);
        Assert.Equal("fix-1a2b3c4d5e", (string)posted["metadata"]!["event_payload"]!["workflow_id"]!);
    }

    [Fact]
    public async Task A_retry_finds_the_message_in_the_channel()
    {
        _slack.Refuse("thread_not_found");
        var first = await _messages.PostReplyAsync(_root, "fix-1a2b3c4d5e", "stage:fix:1", ThreadMessageRendering.Render(Samples.Plain.Line(ThreadMessageKind.Note)), mayExist: false, CancellationToken.None);
        _slack.Refuse("thread_not_found");
        _slack.Refuse("thread_not_found");

        var again = await _messages.PostReplyAsync(_root, "fix-1a2b3c4d5e", "stage:fix:1", ThreadMessageRendering.Render(Samples.Plain.Line(ThreadMessageKind.Note)), mayExist: true, CancellationToken.None);

        Assert.Equal(first, again);
        Assert.Single(_slack.Messages);
    }

    [Fact]
    public async Task The_end_of_the_task_with_its_pull_requests_is_posted_once()
    {
        var edits = new CardEdits(_messages, TimeProvider.System, NullLogger<CardEdits>.Instance);
        var card = Samples.Plain.Card(WorkStatus.Completed, pullRequests: 1);
        for (var attempt = 0; attempt < 2; attempt++)
        {
            _slack.Refuse("message_not_found");
            await edits.EditNowAsync(_root, card, CancellationToken.None);
        }

        Assert.Contains("https://git.example/acme/shop/pull/7", Assert.Single(_slack.Messages).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_edit_of_a_deleted_card_in_the_middle_of_a_task_posts_nothing()
    {
        _slack.Refuse("message_not_found");

        await Assert.ThrowsAsync<SlackException>(() => new CardEdits(_messages, TimeProvider.System, NullLogger<CardEdits>.Instance)
            .EditNowAsync(_root, Samples.Plain.Card(WorkStatus.Running), CancellationToken.None));

        Assert.Empty(_slack.Messages);
    }
}
