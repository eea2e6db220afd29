using System.Globalization;
using System.Text.Json;
using EmbeddedTemporal.Settings;

namespace SlackClaudeBot.Cli.Commands.Temporal;

/// <summary>
/// Dynamic configuration of Temporal's server (https://docs.temporal.io/references/dynamic-configuration) as far as it makes a difference
/// here: limits. Other settings are accepted, since SDKs and scripts pass them.
/// </summary>
internal static class DynamicConfiguration
{
    private static readonly Dictionary<string, Func<ServiceLimits, int, ServiceLimits>> _settings = new(StringComparer.OrdinalIgnoreCase)
    {
        ["limit.maxIDLength"] = (limits, value) => limits with { MaxIdLength = value },
        ["limit.blobSize.error"] = (limits, value) => limits with { MaxPayloadBytes = value },
        ["limit.blobSize.warn"] = (limits, value) => limits with { WarnPayloadBytes = value },
        ["limit.memoSize.error"] = (limits, value) => limits with { MaxMemoBytes = value },
        ["limit.historyCount.error"] = (limits, value) => limits with { MaxHistoryEvents = value },
        ["limit.historyCount.warn"] = (limits, value) => limits with { WarnHistoryEvents = value },
        ["limit.historyCount.suggestContinueAsNew"] = (limits, value) => limits with { SuggestContinueEvents = value },
        ["limit.historySize.error"] = (limits, value) => limits with { MaxHistoryBytes = value },
        ["limit.historySize.warn"] = (limits, value) => limits with { WarnHistoryBytes = value },
        ["limit.historySize.suggestContinueAsNew"] = (limits, value) => limits with { SuggestContinueBytes = value },
    };

    /// <summary>The limits that settings of the form NAME=VALUE make.</summary>
    public static ServiceLimits ToLimits(IEnumerable<string> settings) => settings.Select(Split).Aggregate(
        new ServiceLimits(), (limits, setting) => _settings.TryGetValue(setting.Name, out var set) ? set(limits, Number(setting.Value)!.Value) : limits);

    /// <summary>The problem with the first invalid setting; null if all are valid.</summary>
    public static string? FindProblem(string option, IEnumerable<string> settings) => settings.Select(setting => FindProblem(option, setting)).FirstOrDefault(problem => problem is not null);

    private static string? FindProblem(string option, string setting)
    {
        var (name, value) = Split(setting);
        if (name.Length == 0 || !IsJson(value))
        {
            return $"{option} must be NAME=VALUE with a value in JSON, not '{setting}'.";
        }

        return _settings.ContainsKey(name) && Number(value) is null ? $"{option} {name} must be a whole number from 1 to {int.MaxValue}, not '{value}'." : null;
    }

    private static (string Name, string Value) Split(string setting)
    {
        var parts = setting.Split('=', 2);
        return parts.Length == 2 ? (parts[0].Trim(), parts[1].Trim()) : ("", "");
    }

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;

    private static bool IsJson(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
