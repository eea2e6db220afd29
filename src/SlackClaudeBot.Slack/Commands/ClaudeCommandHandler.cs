using SlackClaudeBot.Slack.Answers;
using SlackClaudeBot.Slack.Approvals;
using SlackClaudeBot.Slack.Inbound;
using SlackNet.Interaction;

namespace SlackClaudeBot.Slack.Commands;

/// <summary>Takes <c>/claude …</c>: what is typed becomes a command, a command becomes an answer to who typed it.</summary>
internal sealed class ClaudeCommandHandler(
    CommandParser parser,
    FixCommand fix,
    StatusCommand status,
    ListCommand list,
    DecideCommands decide,
    Approvers approvers,
    Deliveries deliveries,
    Failures failures) : ISlashCommandHandler
{
    public async Task<SlashCommandResponse> Handle(SlashCommand command)
    {
        try
        {
            // Slack sends a command again where it saw no answer in time; it has the first one's.
            var answer = await deliveries.OnceAsync($"command:{command.TriggerId}", () => RunAsync(command, CancellationToken.None));
            return EphemeralAnswers.ToCommand(answer);
        }
        catch (Exception e)
        {
            return EphemeralAnswers.ToCommand(failures.Explain(e, "That did not work"));
        }
    }

    private Task<string> RunAsync(SlashCommand command, CancellationToken cancellationToken) => parser.Parse(command.Text) switch
    {
        ClaudeCommand.Fix asked => fix.RunAsync(asked, command, cancellationToken),
        ClaudeCommand.Status asked => status.RunAsync(asked, command, cancellationToken),
        ClaudeCommand.List => list.RunAsync(command, cancellationToken),
        ClaudeCommand.Cancel asked => decide.RunAsync(asked, command, cancellationToken),
        ClaudeCommand.Approve asked => decide.RunAsync(asked, command, cancellationToken),
        ClaudeCommand.Reject asked => decide.RunAsync(asked, command, cancellationToken),
        ClaudeCommand.Invalid invalid => Task.FromResult(invalid.Problem),
        _ => Task.FromResult(Usage.Describe(approvers.Description)),
    };
}
