using System.Text.Json.Nodes;

namespace SlackClaudeBot.Playground.Slack.WebApi;

/// <summary>apps.connections.*: gives out the address of a Socket Mode connection.</summary>
internal sealed class ConnectionMethods(SlackWorkspace workspace)
{
    public void AddTo(IDictionary<string, Func<WebApiRequest, JsonObject>> methods) =>
        methods["apps.connections.open"] = _ =>
        {
            var address = new UriBuilder(new Uri(workspace.BaseAddress, "/link/")) { Scheme = "ws", Query = "ticket=" + workspace.Bot.Sockets.IssueTicket() };
            return new JsonObject { ["url"] = address.Uri.ToString() };
        };
}
