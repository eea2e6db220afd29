using Temporalio.Api.Enums.V1;

namespace SlackClaudeBot.Cli.Commands.Temporal;

/// <summary>Search attributes on a command line: <c>Name=Type</c>.</summary>
internal static class SearchAttributeArguments
{
    private static readonly IndexedValueType[] _types = [.. Enum.GetValues<IndexedValueType>().Where(type => type != IndexedValueType.Unspecified)];

    /// <summary>The attributes by name; of one that is given twice the last counts.</summary>
    public static IReadOnlyDictionary<string, IndexedValueType> Read(IEnumerable<string> arguments)
    {
        var attributes = new Dictionary<string, IndexedValueType>();
        foreach (var (name, type) in arguments.Select(Split))
        {
            attributes[name] = type!.Value;
        }

        return attributes;
    }

    /// <summary>The problem with the first invalid one; null if all are valid.</summary>
    public static string? FindProblem(string option, IEnumerable<string> arguments) => arguments.FirstOrDefault(argument => Split(argument) is ("", _) or (_, null)) is { } wrong
        ? $"{option} must be Name=Type with a type of {string.Join(", ", _types)}, not '{wrong}'."
        : null;

    private static (string Name, IndexedValueType? Type) Split(string argument)
    {
        var parts = argument.Split('=', 2);
        var type = parts.Length == 2 ? _types.Where(t => t.ToString().Equals(parts[1].Trim(), StringComparison.OrdinalIgnoreCase)).Select(t => (IndexedValueType?)t).FirstOrDefault() : null;
        return (parts[0].Trim(), type);
    }
}
