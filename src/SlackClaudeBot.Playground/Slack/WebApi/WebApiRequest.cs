using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace SlackClaudeBot.Playground.Slack.WebApi;

/// <summary>The arguments of a Web API call, whether sent as a form, in the query or as JSON.</summary>
internal sealed class WebApiRequest
{
    private readonly Dictionary<string, JsonElement> _arguments = new(StringComparer.Ordinal);

    private WebApiRequest(string? token, string body) => (Token, Body) = (token, body);

    public string? Token { get; private set; }

    /// <summary>The body as it was sent.</summary>
    public string Body { get; }

    public static async Task<WebApiRequest> ReadAsync(HttpRequest http)
    {
        using var reader = new StreamReader(http.Body);
        var body = await reader.ReadToEndAsync(http.HttpContext.RequestAborted);
        var header = http.Headers.Authorization.ToString();
        var token = header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header["Bearer ".Length..].Trim() : null;
        var request = new WebApiRequest(token, body);
        request.AddForm(QueryHelpers.ParseQuery(http.QueryString.Value));
        var type = MediaTypeHeaderValue.TryParse(http.ContentType, out var parsed) ? parsed.MediaType.Value : null;
        if (type is "application/json" && body.Length > 0)
        {
            request.AddJson(body);
        }
        else if (type is "application/x-www-form-urlencoded")
        {
            request.AddForm(QueryHelpers.ParseQuery(body));
        }
        else if (body.Length > 0)
        {
            throw new SlackErrorException("invalid_post_type");
        }

        request.Token ??= request.String("token");
        return request;
    }

    public bool Has(string name) => _arguments.TryGetValue(name, out var value) && value.ValueKind != JsonValueKind.Null;

    public string? String(string name) => !Has(name) ? null : _arguments[name] is { ValueKind: JsonValueKind.String } text ? text.GetString() : _arguments[name].GetRawText();

    public string Required(string name) =>
        String(name) is { Length: > 0 } value ? value : throw new SlackErrorException("invalid_arguments", [$"[ERROR] missing required field: {name}"]);

    public bool Flag(string name) => String(name) is "true" or "1" or "True";

    public int Number(string name, int otherwise) => int.TryParse(String(name), CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    /// <summary>A JSON argument, which in a form is sent as text.</summary>
    public JsonElement? Json(string name, string error)
    {
        if (!Has(name))
        {
            return null;
        }

        var value = _arguments[name];
        if (value.ValueKind != JsonValueKind.String)
        {
            return value;
        }

        try
        {
            return JsonElement.Parse(value.GetString()!);
        }
        catch (JsonException)
        {
            throw new SlackErrorException(error);
        }
    }

    private void AddForm(Dictionary<string, Microsoft.Extensions.Primitives.StringValues> form)
    {
        foreach (var (name, value) in form)
        {
            _arguments[name] = JsonSerializer.SerializeToElement(value.ToString());
        }
    }

    private void AddJson(string body)
    {
        try
        {
            foreach (var property in JsonElement.Parse(body).EnumerateObject())
            {
                _arguments[property.Name] = property.Value;
            }
        }
        catch (Exception invalid) when (invalid is JsonException or InvalidOperationException)
        {
            throw new SlackErrorException("invalid_json");
        }
    }
}
