using SlackClaudeBot.Slack.Answers;
using SlackClaudeBot.Slack.Approvals;
using SlackClaudeBot.Slack.Caching;
using SlackClaudeBot.Slack.Identity;
using SlackNet.Interaction;

namespace SlackClaudeBot.Slack.Commands;

/// <summary>Handles <c>/claude …</c>: parses the text, runs the command and returns the answer for its author.</summary>
internal sealed class ClaudeCommandHandler(
    CommandParser parser,
    StartCommand start,
    StatusCommand status,
    ListCommand list,
    DecideCommands decide,
    Approvers approvers,
    Workspace workspace,
    DeliveryDeduplicator deduplicator,
    Failures failures) : ISlashCommandHandler
{
    public async Task<SlashCommandResponse> Handle(SlashCommand command)
    {
        workspace.Seen(command.TeamId);
        try
        {
            // Slack repeats a command if it saw no answer in time; the second one gets the first one's answer.
            var answer = await deduplicator.RunOnceAsync($"command:{command.TriggerId}", () => RunAsync(command, CancellationToken.None));
            return EphemeralAnswers.ToCommand(answer);
        }
        catch (Exception e)
        {
            return EphemeralAnswers.ToCommand(failures.Explain(e, "That did not work"));
        }
    }

    private Task<string> RunAsync(SlashCommand command, CancellationToken cancellationToken) => parser.Parse(command.Text) switch
    {
        ClaudeCommand.Start asked => start.RunAsync(asked, command, cancellationToken),
        ClaudeCommand.Status asked => status.RunAsync(asked, command, cancellationToken),
        ClaudeCommand.List => list.RunAsync(command, cancellationToken),
        ClaudeCommand.Cancel asked => decide.RunAsync(asked, command, cancellationToken),
        ClaudeCommand.Approve asked => decide.RunAsync(asked, command, cancellationToken),
        ClaudeCommand.Reject asked => decide.RunAsync(asked, command, cancellationToken),
        ClaudeCommand.Pause asked => decide.RunAsync(asked, command, cancellationToken),
        ClaudeCommand.Invalid invalid => Task.FromResult(invalid.Problem),
        _ => Task.FromResult(Usage.Describe(approvers.Description)),
    };
}
