using SlackNet.Interaction;
using SlackNet.WebApi;

namespace SlackNet;

/// <summary>Answers commands and clicks through their <c>response_url</c>.</summary>
public static class SlackApiClientExtensions
{
    public static Task Respond(
        this ISlackApiClient client, InteractionRequest request, MessageResponse response, CancellationToken cancellationToken = default) =>
        client.Respond(request.ResponseUrl, new ResponseMessage(response.Message, MessageArgs.From(response)), cancellationToken);

    public static Task Respond(
        this ISlackApiClient client, SlashCommand slashCommand, SlashCommandResponse response, CancellationToken cancellationToken = default) =>
        client.Respond(slashCommand.ResponseUrl, new ResponseMessage(response.Message, MessageArgs.From(response)), cancellationToken);
}
