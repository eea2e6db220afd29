using System.Text.RegularExpressions;

namespace SlackClaudeBot.Workflows.Contracts.Agents;

/// <summary>Names of models, as <c>--model</c> takes them.</summary>
public static partial class ModelName
{
    /// <summary>Whether it may stand in an argument list: it comes from people.</summary>
    public static bool IsValid(string name) => Name().IsMatch(name);

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._:@/\[\]-]{0,99}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
