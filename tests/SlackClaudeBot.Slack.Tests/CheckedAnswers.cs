using Newtonsoft.Json.Linq;
using SlackClaudeBot.Slack.Tests.SlackContract;
using SlackNet.Interaction;

namespace SlackClaudeBot.Slack.Tests;

/// <summary>Holds the answer to each command against Slack's contract.</summary>
internal sealed class CheckedCommands(ISlashCommandHandler inner) : ISlashCommandHandler
{
    public async Task<SlashCommandResponse> Handle(SlashCommand command)
    {
        var answer = await inner.Handle(command);
        var sent = new JObject { ["text"] = answer.Message.Text, ["response_type"] = answer.ResponseType == ResponseType.Ephemeral ? "ephemeral" : "in_channel" };
        if (answer.Message.Blocks is { Count: > 0 } blocks)
        {
            sent["blocks"] = JArray.FromObject(blocks, SentJson.Serializer);
        }

        Contract.Holds(SentKinds.Answer, sent);
        return answer;
    }
}

/// <summary>Holds what becomes of each modal against Slack's contract.</summary>
internal sealed class CheckedViews(IViewSubmissionHandler inner) : IViewSubmissionHandler
{
    public async Task<ViewSubmissionResponse> Handle(ViewSubmission viewSubmission)
    {
        var answer = await inner.Handle(viewSubmission);
        switch (answer)
        {
            case UpdateViewResponse update:
                Contract.Holds(SentKinds.View, JObject.FromObject(update.View, SentJson.Serializer));
                break;
            case not null:
                Contract.Holds(SentKinds.ViewErrors, JObject.FromObject(answer, SentJson.Serializer));
                break;
        }

        return answer!;
    }

    public Task HandleClose(ViewClosed viewClosed) => inner.HandleClose(viewClosed);
}
