using System.Text.Json;

namespace SlackClaudeBot.Playground.Slack.BlockKit;

/// <summary>A JSON object within blocks that is being checked, and its path.</summary>
internal sealed class BlockNode(JsonElement element, string path, List<string> errors)
{
    public JsonElement Element { get; } = element;

    public bool Has(string name) => Element.ValueKind == JsonValueKind.Object && Element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null;

    public void Error(string name, string problem) => errors.Add($"{problem} [json-pointer:{path}/{name}]");

    /// <summary>Refuses every property that is not named.</summary>
    public void Only(params ReadOnlySpan<string> names)
    {
        if (Element.ValueKind != JsonValueKind.Object)
        {
            errors.Add($"must be an object [json-pointer:{path}]");
            return;
        }

        foreach (var property in Element.EnumerateObject())
        {
            if (!names.Contains(property.Name))
            {
                Error(property.Name, $"invalid additional property: {property.Name}");
            }
        }
    }

    public string? String(string name, bool required = false)
    {
        if (!Has(name))
        {
            if (required)
            {
                Error(name, $"missing required field: {name}");
            }

            return null;
        }

        var value = Element.GetProperty(name);
        if (value.ValueKind == JsonValueKind.String)
        {
            return value.GetString();
        }

        Error(name, "must be a string");
        return null;
    }

    public string? Text(string name, int max, bool required = false, int min = 0)
    {
        var text = String(name, required);
        if (text?.Length > max)
        {
            Error(name, $"must be less than {max + 1} characters");
        }

        if (text?.Length < min)
        {
            Error(name, $"must be more than {min - 1} characters");
        }

        return text;
    }

    public void OneOf(string name, params ReadOnlySpan<string> values)
    {
        if (String(name) is { } value && !values.Contains(value))
        {
            Error(name, $"'{value}' is not one of {string.Join(", ", values!)}");
        }
    }

    /// <summary>Refuses flags that are neither true nor false.</summary>
    public void Flags(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (Has(name) && Element.GetProperty(name).ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            {
                Error(name, "must be a boolean");
            }
        }
    }

    public BlockNode? Child(string name, bool required = false)
    {
        if (Has(name))
        {
            return new BlockNode(Element.GetProperty(name), $"{path}/{name}", errors);
        }

        if (required)
        {
            Error(name, $"missing required field: {name}");
        }

        return null;
    }

    public IReadOnlyList<BlockNode> Children(string name, int max, int min = 1, bool required = true)
    {
        if (!Has(name))
        {
            if (required)
            {
                Error(name, $"missing required field: {name}");
            }

            return [];
        }

        var value = Element.GetProperty(name);
        if (value.ValueKind != JsonValueKind.Array)
        {
            Error(name, "must be an array");
            return [];
        }

        if (value.GetArrayLength() > max)
        {
            Error(name, $"no more than {max} items allowed");
        }

        if (value.GetArrayLength() < min)
        {
            Error(name, $"no fewer than {min} items allowed");
        }

        return [.. value.EnumerateArray().Select((item, index) => new BlockNode(item, $"{path}/{name}/{index}", errors))];
    }

    /// <summary>Checks a plain_text object.</summary>
    public void PlainText(string name, int max, bool required = false) => Child(name, required)?.TextObject(max, plainOnly: true);

    /// <summary>Checks this node as a text object.</summary>
    public void TextObject(int max, bool plainOnly = false)
    {
        var type = String("type", required: true);
        if (type == "mrkdwn" && !plainOnly)
        {
            Only("type", "text", "verbatim");
            Flags("verbatim");
        }
        else if (type == "plain_text")
        {
            Only("type", "text", "emoji");
            Flags("emoji");
        }
        else if (type is not null)
        {
            Error("type", plainOnly ? "must be plain_text" : "must be plain_text or mrkdwn");
        }

        Text("text", max, required: true, min: 1);
    }
}
