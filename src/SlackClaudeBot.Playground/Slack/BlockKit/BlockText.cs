using System.Text;
using System.Text.Json;

namespace SlackClaudeBot.Playground.Slack.BlockKit;

/// <summary>Reads the text out of blocks.</summary>
internal static class BlockText
{
    /// <summary>All text in blocks, one line for each text object.</summary>
    public static string Of(JsonElement blocks)
    {
        var text = new StringBuilder();
        Append(blocks, text);
        return text.ToString().TrimEnd();
    }

    private static void Append(JsonElement node, StringBuilder text)
    {
        if (node.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in node.EnumerateArray())
            {
                Append(item, text);
            }

            return;
        }

        if (node.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (var property in node.EnumerateObject())
        {
            if (property.NameEquals("confirm"))
            {
                continue;
            }

            if (property.Value.ValueKind == JsonValueKind.String && property.Name is "text" or "title" or "alt_text")
            {
                text.AppendLine(property.Value.GetString());
            }
            else
            {
                Append(property.Value, text);
            }
        }
    }
}
