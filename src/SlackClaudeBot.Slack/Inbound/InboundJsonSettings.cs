using Newtonsoft.Json;
using SlackNet;

namespace SlackClaudeBot.Slack.Inbound;

/// <summary>
/// How SlackNet reads Slack's requests and answers: text that looks like a date stays as it was typed. The official package's own settings
/// turn <c>2026-01-02</c> into <c>01/02/2026 00:00:00</c>.
/// </summary>
internal sealed class InboundJsonSettings() : SlackJsonSettings(Create())
{
    private static JsonSerializerSettings Create()
    {
        var settings = Default.JsonSettings().SerializerSettings;
        settings.DateParseHandling = DateParseHandling.None;
        settings.MaxDepth = RequestBodyValidator.MaxDepth;
        return settings;
    }
}
