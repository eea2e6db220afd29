using System.Text.Json;
using SlackClaudeBot.Playground.Slack.BlockKit;

namespace SlackClaudeBot.Playground.Slack;

/// <summary>The state of a message; an edit makes a new one with the same <see cref="Ts"/>.</summary>
public sealed record SlackMessage
{
    public required string Channel { get; init; }

    /// <summary>Its id in the channel: seconds since 1970, a point, and six digits.</summary>
    public required string Ts { get; init; }

    /// <summary>The root of its thread; null outside of threads and on a root without replies.</summary>
    public string? ThreadTs { get; init; }

    public required string User { get; init; }

    /// <summary>The app that wrote it; null for people.</summary>
    public string? BotId { get; init; }

    public required string Text { get; init; }

    /// <summary>Its blocks, a JSON array, each with a block id.</summary>
    public JsonElement? Blocks { get; init; }

    /// <summary>Message metadata: event_type and event_payload.</summary>
    public JsonElement? Metadata { get; init; }

    public IReadOnlyList<SlackReaction> Reactions { get; init; } = [];

    public IReadOnlyList<SlackFile> Files { get; init; } = [];

    /// <summary>When it was edited last, as a ts.</summary>
    public string? EditedTs { get; init; }

    /// <summary>The only user who sees it, if it is ephemeral.</summary>
    public string? EphemeralFor { get; init; }

    public bool IsReply => ThreadTs is not null && ThreadTs != Ts;

    /// <summary>The text that a reader sees: of its blocks if it has any, else its text.</summary>
    public string VisibleText => Blocks is { } blocks && blocks.GetArrayLength() > 0 ? BlockText.Of(blocks) : Text;

    /// <summary>The action ids of its buttons and menus.</summary>
    public IReadOnlyList<string> ActionIds => Blocks is { } blocks ? [.. BlockElements.Interactive(blocks).Select(found => found.ActionId)] : [];

    public bool HasAction(string actionId) => ActionIds.Contains(actionId);
}

/// <summary>An emoji under a message, and who put it there.</summary>
public sealed record SlackReaction(string Name, IReadOnlyList<string> Users);

/// <summary>A file that was uploaded.</summary>
public sealed record SlackFile(string Id, string Name, string Title, string ContentType, ReadOnlyMemory<byte> Content);

/// <summary>A file whose upload has started.</summary>
internal sealed record PendingUpload(string Name, int Length, byte[]? Content, string ContentType);

/// <summary>A modal that somebody has open.</summary>
/// <param name="Id">For example <c>V01</c>.</param>
/// <param name="User">Who sees it.</param>
/// <param name="Hash">Changes with each update.</param>
/// <param name="Content">The view as the app sent it.</param>
public sealed record SlackView(string Id, string User, string Hash, JsonElement Content)
{
    public string CallbackId => Content.TryGetProperty("callback_id", out var id) ? id.GetString() ?? "" : "";

    public string Title => Content.GetProperty("title").GetProperty("text").GetString() ?? "";
}
