using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace SlackClaudeBot.Workflows.Contracts.Tasks;

/// <summary>Names a task: safe as the name of a container, a folder or a file, and as a part of a branch or a token.</summary>
[JsonConverter(typeof(Converter))]
public sealed partial record TaskId
{
    /// <summary>An id to show in examples.</summary>
    public const string Example = "3f9a0c51be";

    private const int Length = 10;

    /// <exception cref="ArgumentException">The value is not safe as a name.</exception>
    public TaskId(string value) => Value = IsValid(value)
        ? value
        : throw new ArgumentException("A task id is 1 to 64 lower-case letters, digits and dashes.", nameof(value));

    /// <summary>1 to 64 lower-case letters, digits and dashes.</summary>
    public string Value { get; }

    public static implicit operator string(TaskId id) => id.Value;

    /// <summary>The id of the task that a command starts: the same whenever Slack sends the same command again.</summary>
    public static TaskId FromTrigger(string triggerId) =>
        new(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(triggerId)))[..Length]);

    /// <summary>Whether a text can be an id.</summary>
    public static bool IsValid(string text) => Safe().IsMatch(text);

    /// <summary>Reads an id as people copy it: with its workflow's prefix, in backticks, in capitals.</summary>
    public static bool TryRead(string typed, [NotNullWhen(true)] out TaskId? taskId)
    {
        var match = Id().Match(TaskKinds.WithoutPrefix(typed.Trim('`', '#')));
        taskId = match.Success ? new TaskId(match.Value.ToLowerInvariant()) : null;
        return taskId is not null;
    }

    /// <summary>Whether somebody meant an id and lost or added a letter.</summary>
    public static bool IsNearOne(string typed) => Near().IsMatch(TaskKinds.WithoutPrefix(typed.Trim('`', '#')));

    public override string ToString() => Value;

    [GeneratedRegex("^(?=[a-f]*[0-9])[0-9a-f]{7,14}\\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Near();

    [GeneratedRegex("^[0-9a-f]{10}\\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Id();

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,63}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Safe();

    private sealed class Converter : JsonConverter<TaskId>
    {
        public override TaskId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetString() is { } text && IsValid(text) ? new TaskId(text) : throw new JsonException("This is not a task id.");

        public override void Write(Utf8JsonWriter writer, TaskId value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
    }
}
