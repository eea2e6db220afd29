using System.Reflection;
using SlackClaudeBot.Foundation.Settings;

namespace SlackClaudeBot.Settings;

/// <summary>
/// Fills options classes from settings, and collects everything that is missing or wrong. Not the binder of Microsoft.Extensions.Configuration: it
/// stops at the first value that it cannot read, and knows neither durations and sizes as people write them nor secrets.
/// </summary>
/// <param name="values">Reads a setting by name; null or blank if it is not set.</param>
internal sealed class SettingsBinder(Func<string, string?> values)
{
    private readonly List<SettingProblem> _problems = [];

    /// <summary>The problems so far.</summary>
    public IReadOnlyList<SettingProblem> Problems => _problems;

    /// <summary>Creates an options object. Its problems are added to <see cref="Problems"/>.</summary>
    public T Bind<T>()
        where T : class, new() => (T)Bind(typeof(T));

    /// <inheritdoc cref="Bind{T}"/>
    public object Bind(Type type)
    {
        var options = Activator.CreateInstance(type)!;
        var unreadable = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.GetCustomAttribute<SettingAttribute>() is { } setting && values(setting.Name) is { } text && !string.IsNullOrWhiteSpace(text)
                && !TrySet(options, property, setting, text.Trim()))
            {
                unreadable.Add(property.Name);
            }
        }

        _problems.AddRange(OptionsValidator.FindProblems(options, unreadable));
        return options;
    }

    private bool TrySet(object options, PropertyInfo property, SettingAttribute setting, string text)
    {
        if (setting.AllowsFile && !SettingFile.TryReplace(ref text, out var problem))
        {
            return Refuse(setting, problem);
        }

        if (setting.Secret && FindSecretProblem(text) is { } secretProblem)
        {
            return Refuse(setting, secretProblem);
        }

        if (SettingText.TryParse(property.PropertyType, text, out var value, out var expected, setting))
        {
            property.SetValue(options, value);
            return true;
        }

        return Refuse(setting, $"{(setting.Secret ? "the value given" : $"\"{text}\"")} is not {expected}.");
    }

    private bool Refuse(SettingAttribute setting, string message)
    {
        _problems.Add(new SettingProblem(setting.Name, message, setting.Help));
        return false;
    }

    /// <summary>Tokens are printable ASCII without spaces; anything else was damaged when it was copied. PEM has lines.</summary>
    private static string? FindSecretProblem(string text) =>
        text.Contains("-----BEGIN", StringComparison.Ordinal) || text.All(c => c is > ' ' and <= '~')
            ? null
            : "has a space or a character that no token has: copy it again.";
}
