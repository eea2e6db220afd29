using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SlackClaudeBot.Playground.Changes;
using SlackClaudeBot.Playground.Faults;

namespace SlackClaudeBot.Playground.Slack.WebApi;

/// <summary>Serves Slack's Web API under <c>/api/&lt;method&gt;</c>. See https://docs.slack.dev/apis/web-api.</summary>
internal sealed class SlackWebApi
{
    private readonly SlackWorkspace _workspace;
    private readonly Dictionary<string, Func<WebApiRequest, JsonObject>> _methods = new(StringComparer.Ordinal);

    public SlackWebApi(SlackWorkspace workspace)
    {
        _workspace = workspace;
        new ChatMethods(workspace).AddTo(_methods);
        new ConversationMethods(workspace).AddTo(_methods);
        new ViewMethods(workspace).AddTo(_methods);
        new PeopleMethods(workspace).AddTo(_methods);
        new FileMethods(workspace).AddTo(_methods);
        new ConnectionMethods(workspace).AddTo(_methods);
    }

    public void Map(IEndpointRouteBuilder routes)
    {
        // Slack's methods hold a point, so that they share /api with other interfaces.
        routes.MapMethods("/api/{method:regex(^[a-zA-Z]+(\\.[a-zA-Z0-9]+)+$)}", ["GET", "POST"], ServeAsync);
        FileMethods.MapUploads(routes, _workspace);
        new ResponseUrls(_workspace).Map(routes);
    }

    private async Task ServeAsync(HttpContext context, string method)
    {
        WebApiRequest? request = null;
        string? refusal = null;
        var fault = await _workspace.Faults.ServeAsync(context, method, async () =>
        {
            JsonObject answer;
            try
            {
                request = await WebApiRequest.ReadAsync(context.Request);
                Authorize(method, request);
                answer = _methods.TryGetValue(method, out var serve) ? serve(request) : throw new SlackErrorException("unknown_method");
                answer.Insert(0, "ok", true);
            }
            catch (SlackErrorException error)
            {
                refusal = error.Message;
                answer = Refusal(error);
            }

            await context.Response.WriteAsJsonAsync(answer, context.RequestAborted);
        });
        _workspace.Requests.Add(new ReceivedRequest(
            _workspace.Options.Time.GetUtcNow(), method, context.Request.Method, context.Request.Path + context.Request.QueryString, request?.Body ?? "", refusal, fault?.ToString()));
    }

    private void Authorize(string method, WebApiRequest request)
    {
        if (string.IsNullOrEmpty(request.Token))
        {
            throw new SlackErrorException("not_authed");
        }

        var expected = method == "apps.connections.open" ? _workspace.Options.AppToken : _workspace.Options.BotToken;
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(request.Token), Encoding.UTF8.GetBytes(expected)))
        {
            throw new SlackErrorException(request.Token == _workspace.Options.AppToken || request.Token == _workspace.Options.BotToken ? "not_allowed_token_type" : "invalid_auth");
        }
    }

    private static JsonObject Refusal(SlackErrorException error)
    {
        var answer = new JsonObject { ["ok"] = false, ["error"] = error.Code };
        if (error.Details.Count > 0)
        {
            answer["errors"] = new JsonArray([.. error.Details.Select(detail => (JsonNode)detail)]);
            answer["response_metadata"] = new JsonObject { ["messages"] = new JsonArray([.. error.Details.Select(detail => (JsonNode)$"[ERROR] {detail}")]) };
        }

        return answer;
    }
}
