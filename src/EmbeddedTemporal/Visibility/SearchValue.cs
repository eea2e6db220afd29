using System.Globalization;
using EmbeddedTemporal.Attributes;
using Temporalio.Api.Enums.V1;

namespace EmbeddedTemporal.Visibility;

/// <summary>Reads the values of a list query by the types of their fields. The words of its refusals are the real service's.</summary>
internal static class SearchValue
{
    /// <summary>A value as the index holds it: text, an integer (ticks for times, nanoseconds for durations, 0 and 1 for truth) or a double.</summary>
    /// <exception cref="ListQueryException">It is not one of the field's type.</exception>
    public static object Read(SearchField field, Token token) => field.Name switch
    {
        "ExecutionStatus" => Status(token),
        "ExecutionDuration" when token.Kind == TokenKind.Text => Duration(token.Text),
        _ => field.Type switch
        {
            IndexedValueType.Datetime => Time(field, token),
            IndexedValueType.Int or IndexedValueType.Double => Number(field, token),
            IndexedValueType.Bool when token.Kind == TokenKind.Word => token.Is("true") ? 1L : 0L,
            IndexedValueType.Keyword or IndexedValueType.KeywordList or IndexedValueType.Text when token.Kind == TokenKind.Text => token.Text,
            _ => throw WrongType(field, token),
        },
    };

    /// <summary>The words of a text, of which a run must have one.</summary>
    public static IReadOnlyList<string> Words(SearchField field, string text)
    {
        var words = AttributeValue.Words(text).ToList();
        return words.Count > 0 ? words : throw new ListQueryException($"invalid expression: no tokens found filtering on Text type search attribute {field.Name}");
    }

    private static object Number(SearchField field, Token token)
    {
        if (token.Kind != TokenKind.Number)
        {
            throw WrongType(field, token);
        }

        return long.TryParse(token.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer) ? (object)integer
            : double.TryParse(token.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number
            : throw new ListQueryException($"invalid expression: unable to parse value \"{token.Text}\"");
    }

    private static ListQueryException WrongType(SearchField field, Token token)
    {
        var (shown, type) = token.Kind switch
        {
            TokenKind.Text => ($"\"{token.Text}\"", "string"),
            TokenKind.Word => (token.Text.ToLowerInvariant(), "bool"),
            _ => (token.Text, long.TryParse(token.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) ? "int64" : "float64"),
        };
        return new ListQueryException($"invalid expression: invalid value type for search attribute {field.Name} of type {field.Type}: {shown} (type: {type})");
    }

    private static long Status(Token token)
    {
        if (token.Kind == TokenKind.Number && int.TryParse(token.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return Enum.IsDefined((WorkflowExecutionStatus)number) ? (long)number : throw new ListQueryException($"invalid expression: invalid ExecutionStatus value {token.Text}");
        }

        if (token.Text.Equals("Cancelled", StringComparison.OrdinalIgnoreCase))
        {
            return (long)WorkflowExecutionStatus.Canceled;
        }

        return Enum.GetValues<WorkflowExecutionStatus>().Where(s => s != WorkflowExecutionStatus.Unspecified && s.ToString().Equals(token.Text, StringComparison.OrdinalIgnoreCase)) is var found && found.Any()
            ? (long)found.First()
            : throw new ListQueryException($"invalid expression: invalid ExecutionStatus value '{token.Text}'");
    }

    private static long Time(SearchField field, Token token)
    {
        if (token.Kind == TokenKind.Number && long.TryParse(token.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var nanoseconds))
        {
            return DateTimeOffset.UnixEpoch.UtcTicks + (nanoseconds / 100);
        }

        if (token.Kind != TokenKind.Text)
        {
            throw WrongType(field, token);
        }

        return DateTimeOffset.TryParse(token.Text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time.UtcTicks
            : throw new ListQueryException($"invalid expression: unable to parse datetime '{token.Text}'");
    }

    /// <summary>Go's form (<c>1h30m</c>) or <c>hh:mm:ss</c>, in nanoseconds.</summary>
    private static long Duration(string text)
    {
        if (TimeSpan.TryParseExact(text, @"h\:mm\:ss", CultureInfo.InvariantCulture, out var clock))
        {
            return clock.Ticks * 100;
        }

        var total = 0d;
        for (var at = 0; at < text.Length;)
        {
            var digits = at;
            while (at < text.Length && (char.IsAsciiDigit(text[at]) || text[at] == '.'))
            {
                at++;
            }

            var unit = at;
            while (at < text.Length && !char.IsAsciiDigit(text[at]))
            {
                at++;
            }

            var factor = text[unit..at] switch { "h" => 3600e9, "m" => 60e9, "s" => 1e9, "ms" => 1e6, "us" or "µs" => 1e3, "ns" => 1, "d" => 86_400e9, _ => -1 };
            if (factor < 0 || !double.TryParse(text[digits..unit], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount))
            {
                throw new ListQueryException($"invalid expression: invalid duration value for search attribute ExecutionDuration: {text}");
            }

            total += amount * factor;
        }

        return (long)total;
    }
}
