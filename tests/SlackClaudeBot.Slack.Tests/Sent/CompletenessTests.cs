using SlackClaudeBot.Slack.Actions;
using SlackClaudeBot.Slack.Answers;
using SlackClaudeBot.Slack.Commands;
using SlackClaudeBot.Slack.Messages;
using SlackClaudeBot.Slack.Rendering;
using SlackNet.Blocks;
using SlackNet.Interaction;
using SlackNet.WebApi;

namespace SlackClaudeBot.Slack.Tests.Sent;

/// <summary>Nothing goes to Slack that the contract tests do not see: who adds a way there is told so here.</summary>
[Trait("Category", "Contract")]
public sealed class CompletenessTests
{
    [Fact]
    public void Messages_blocks_and_views_are_made_in_these_places_alone()
    {
        var makers = SlackObjects.MakersIn(typeof(SlackMessages).Assembly, GoesToSlack).Select(type => type.Name);

        // Handlers' answers; the reject modal and its errors; blocks; the messages that hold them.
        Assert.Equal(
            string.Join(' ', new[] { nameof(EphemeralAnswers), nameof(RejectModalHandler), nameof(RejectModal), "BlockKit", nameof(TaskCardRendering), nameof(SlackMessages) }.Order()),
            string.Join(' ', makers.Order()));
    }

    [Fact]
    public void The_fixture_checks_answers_that_handlers_return_against_the_contract()
    {
        // A new one of these: let SlackFixture.Checked wrap it in its tests.
        var answering = typeof(EphemeralAnswers).Assembly.GetTypes().Where(type => type.GetInterfaces().Any(AnswersByReturning));

        Assert.Equal([typeof(ClaudeCommandHandler), typeof(RejectModalHandler)], answering.OrderBy(type => type.Name));
    }

    private static bool GoesToSlack(Type type) =>
        typeof(IReadOnlyMessage).IsAssignableFrom(type) || typeof(IMessageResponse).IsAssignableFrom(type) || typeof(ViewSubmissionResponse).IsAssignableFrom(type)
        || typeof(Block).IsAssignableFrom(type) || typeof(SlackNet.ViewDefinition).IsAssignableFrom(type) || type == typeof(MessageUpdate)
        || typeof(BlockElement).IsAssignableFrom(type) || typeof(TextObject).IsAssignableFrom(type);

    // Event and click handlers return nothing: what they say goes through the client.
    private static bool AnswersByReturning(Type contract) =>
        contract.Namespace?.StartsWith("SlackNet", StringComparison.Ordinal) == true
        && contract.GetMethods().Any(method => method.ReturnType.IsGenericType && method.ReturnType.GetGenericTypeDefinition() == typeof(Task<>));
}
