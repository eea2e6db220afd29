namespace SlackClaudeBot.Playground.Slack;

/// <summary>A method's <c>ok:false</c> answer.</summary>
/// <param name="code">Slack's error, for example <c>channel_not_found</c>.</param>
/// <param name="details">Slack's response_metadata.messages.</param>
internal sealed class SlackErrorException(string code, IReadOnlyList<string>? details = null) : Exception(details is null ? code : $"{code}: {string.Join("; ", details)}")
{
    public string Code { get; } = code;

    public IReadOnlyList<string> Details { get; } = details ?? [];
}
