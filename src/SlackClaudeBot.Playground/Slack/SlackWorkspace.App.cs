using System.Collections.Concurrent;
using System.Text.Json;

namespace SlackClaudeBot.Playground.Slack;

/// <summary>What the app does in the workspace.</summary>
public sealed partial class SlackWorkspace
{
    internal ConcurrentDictionary<string, PendingUpload> Uploads { get; } = new(StringComparer.Ordinal);

    /// <summary>Posts a message of the app.</summary>
    internal SlackMessage PostAsApp(SlackChannel channel, string? threadTs, string text, JsonElement? blocks, JsonElement? metadata, IReadOnlyList<SlackFile>? files = null)
    {
        var message = Add(new SlackMessage
        {
            Channel = channel.Id,
            Ts = NextTs(),
            ThreadTs = threadTs,
            User = BotUser.Id,
            BotId = BotUser.BotId,
            Text = text,
            Blocks = blocks,
            Metadata = metadata,
            Files = files ?? [],
        });
        Echo(message);
        return message;
    }

    /// <summary>Shows a message to one user only.</summary>
    internal SlackMessage PostEphemeral(SlackUser from, SlackUser to, SlackChannel channel, string? threadTs, string text, JsonElement? blocks) =>
        Add(new SlackMessage
        {
            Channel = channel.Id,
            Ts = NextTs(),
            ThreadTs = threadTs,
            User = from.Id,
            BotId = from.BotId,
            Text = text,
            Blocks = blocks,
            EphemeralFor = to.Id,
        });

    /// <summary>Edits a message of the app.</summary>
    internal SlackMessage? Edit(string channel, string ts, Func<SlackMessage, SlackMessage> edit)
    {
        var edited = Change(channel, ts, edit);
        if (edited is not null && Options.EchoBotMessages)
        {
            Notify(EventPayloads.MessageChanged(edited, this));
        }

        return edited;
    }

    /// <summary>Shows an answer to a request or response URL: as another message, in place of the original, or as its removal.</summary>
    /// <exception cref="SlackErrorException">Slack would not show it.</exception>
    internal void Show(ResponseTarget target, JsonElement answer)
    {
        var text = Property(answer, "text")?.GetString();
        var blocks = Property(answer, "blocks") is { } sent ? ContentRules.CheckBlocks(sent) : (JsonElement?)null;
        if (Property(answer, "delete_original") is { ValueKind: JsonValueKind.True })
        {
            if (target.Original is { } original)
            {
                Remove(original.Channel, original.Ts);
            }

            return;
        }

        if (string.IsNullOrEmpty(text) && blocks is null)
        {
            throw new SlackErrorException("no_text");
        }

        if (Property(answer, "replace_original") is { ValueKind: JsonValueKind.True } && target.Original is { } replaced)
        {
            Change(replaced.Channel, replaced.Ts, message => message with { Text = text ?? message.Text, Blocks = blocks, EditedTs = NextTs() });
            return;
        }

        var channel = FindChannel(target.Channel)!;
        if (Property(answer, "response_type")?.GetString() == "in_channel")
        {
            PostAsApp(channel, target.ThreadTs, text ?? "", blocks, null);
        }
        else
        {
            PostEphemeral(BotUser, target.User, channel, target.ThreadTs, text ?? "", blocks);
        }
    }

    internal bool React(SlackUser user, string channel, string ts, string name)
    {
        var added = false;
        Change(channel, ts, message =>
        {
            var reaction = message.Reactions.FirstOrDefault(r => r.Name == name);
            if (reaction?.Users.Contains(user.Id) == true)
            {
                return message;
            }

            added = true;
            return message with
            {
                Reactions = reaction is null
                    ? [.. message.Reactions, new SlackReaction(name, [user.Id])]
                    : [.. message.Reactions.Select(r => r.Name == name ? r with { Users = [.. r.Users, user.Id] } : r)],
            };
        });
        return added;
    }

    internal bool Unreact(SlackUser user, string channel, string ts, string name)
    {
        var removed = false;
        Change(channel, ts, message =>
        {
            removed = message.Reactions.Any(r => r.Name == name && r.Users.Contains(user.Id));
            return message with
            {
                Reactions = [.. message.Reactions
                    .Select(r => r.Name == name ? r with { Users = [.. r.Users.Where(id => id != user.Id)] } : r)
                    .Where(r => r.Users.Count > 0)],
            };
        });
        return removed;
    }

    private void Echo(SlackMessage message)
    {
        if (Options.EchoBotMessages)
        {
            Notify(EventPayloads.Message(message, this));
        }
    }

    private static JsonElement? Property(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
