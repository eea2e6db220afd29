using System.ComponentModel.DataAnnotations;
using System.Reflection;
using SlackClaudeBot.Foundation.Settings;

namespace SlackClaudeBot.Settings;

/// <summary>Fills options classes from settings, and says everything that is missing or wrong at once.</summary>
/// <param name="values">Reads a setting by name; null or blank where it is not set.</param>
internal sealed class SettingsBinder(Func<string, string?> values)
{
    private readonly List<SettingProblem> _problems = [];

    /// <summary>What was missing or wrong so far.</summary>
    public IReadOnlyList<SettingProblem> Problems => _problems;

    /// <summary>Makes an options object; what is wrong with it goes to <see cref="Problems"/>.</summary>
    public T Bind<T>()
        where T : class, new()
    {
        var options = new T();
        var unreadable = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.GetCustomAttribute<SettingAttribute>() is { } setting && values(setting.Name) is { } text && !string.IsNullOrWhiteSpace(text)
                && !TrySet(options, property, setting, text.Trim()))
            {
                unreadable.Add(property.Name);
            }
        }

        Validate(options, unreadable);
        return options;
    }

    private bool TrySet(object options, PropertyInfo property, SettingAttribute setting, string text)
    {
        if (SettingText.TryParse(property.PropertyType, text, out var value, out var expected))
        {
            property.SetValue(options, value);
            return true;
        }

        var shown = setting.Secret ? "the value given" : $"\"{text}\"";
        _problems.Add(new SettingProblem(setting.Name, $"{shown} is not {expected}.", setting.Help));
        return false;
    }

    private void Validate(object options, HashSet<string> unreadable)
    {
        foreach (var result in FindWrong(options).Where(r => !r.MemberNames.Any(unreadable.Contains)))
        {
            var properties = result.MemberNames.Select(options.GetType().GetProperty).OfType<PropertyInfo>().ToList();
            var settings = properties.Select(p => p.GetCustomAttribute<SettingAttribute>()).OfType<SettingAttribute>().ToList();
            var names = settings.Count > 0 ? string.Join(", ", settings.Select(s => s.Name)) : options.GetType().Name;
            var message = properties.Zip(settings).Aggregate(
                result.ErrorMessage ?? "is not valid.",
                (text, pair) => text.Replace($"The {pair.First.Name} field ", string.Empty, StringComparison.Ordinal)
                    .Replace($"The field {pair.First.Name} ", string.Empty, StringComparison.Ordinal));
            _problems.Add(new SettingProblem(names, message, string.Join(' ', settings.Select(s => s.Help))));
        }
    }

    /// <summary>All that is wrong. <see cref="Validator.TryValidateObject(object, ValidationContext, ICollection{ValidationResult}?, bool)"/> looks at the whole only where each part is right.</summary>
    private static List<ValidationResult> FindWrong(object options)
    {
        var results = new List<ValidationResult>();
        foreach (var property in options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            Validator.TryValidateProperty(property.GetValue(options), new ValidationContext(options) { MemberName = property.Name }, results);
        }

        if (options is IValidatableObject whole)
        {
            results.AddRange(whole.Validate(new ValidationContext(options)));
        }

        return results;
    }
}

/// <summary>The program cannot start with these settings.</summary>
internal sealed class SettingsException(IReadOnlyList<SettingProblem> problems)
    : Exception($"{problems.Count} setting(s) are missing or wrong.")
{
    public IReadOnlyList<SettingProblem> Problems { get; } = problems;

    /// <summary>The whole list, for a terminal.</summary>
    public string Describe() => string.Join(
        Environment.NewLine,
        new[] { Problems.Count == 1 ? "One setting is missing or wrong:" : $"{Problems.Count} settings are missing or wrong:" }
            .Concat(Problems.Select(p => $"  {p.Name}: {p.Message}{(p.Help.Length == 0 ? string.Empty : Environment.NewLine + "      " + p.Help)}")));
}
