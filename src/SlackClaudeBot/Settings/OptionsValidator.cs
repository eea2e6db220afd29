using System.ComponentModel.DataAnnotations;
using System.Reflection;
using SlackClaudeBot.Foundation.Settings;

namespace SlackClaudeBot.Settings;

/// <summary>Checks options objects by their annotations. Its messages name the settings.</summary>
internal static class OptionsValidator
{
    /// <summary>Everything that is wrong with the options.</summary>
    /// <param name="options">An object of an options class.</param>
    /// <param name="except">Properties that could not be read; they have a problem already.</param>
    public static IEnumerable<SettingProblem> FindProblems(object options, IReadOnlySet<string> except) =>
        FindResults(options).Where(result => !result.MemberNames.Any(except.Contains)).Select(result => Describe(options, result));

    /// <summary>
    /// All results, of each property and of the whole. <see cref="Validator.TryValidateObject(object, ValidationContext, ICollection{ValidationResult}?, bool)"/>
    /// would check the whole only if each property is valid.
    /// </summary>
    private static IEnumerable<ValidationResult> FindResults(object options)
    {
        var results = new List<ValidationResult>();
        foreach (var property in options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var value = property.GetValue(options);
            if (FindRangeProblem(property, value) is { } problem)
            {
                results.Add(new ValidationResult(problem, [property.Name]));
                continue;
            }

            Validator.TryValidateProperty(value, new ValidationContext(options) { MemberName = property.Name }, results);
        }

        return options is IValidatableObject whole ? results.Concat(whole.Validate(new ValidationContext(options))) : results;
    }

    /// <summary>The annotation's own message would show durations and sizes as .NET writes them.</summary>
    private static string? FindRangeProblem(PropertyInfo property, object? value)
    {
        if (property.GetCustomAttribute<RangeAttribute>() is not { ErrorMessage: null } range || range.IsValid(value))
        {
            return null;
        }

        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        return $"is {SettingDefaults.Describe(value)}, and must be from {Bound(range.Minimum)} to {Bound(range.Maximum)}.";

        string Bound(object bound) => SettingDefaults.Describe(type == typeof(long) ? Convert.ToInt64(bound, System.Globalization.CultureInfo.InvariantCulture) : bound);
    }

    private static SettingProblem Describe(object options, ValidationResult result)
    {
        var properties = result.MemberNames.Select(options.GetType().GetProperty).OfType<PropertyInfo>().ToList();
        var settings = properties.Select(p => p.GetCustomAttribute<SettingAttribute>()).OfType<SettingAttribute>().ToList();
        var names = settings.Count > 0 ? string.Join(", ", settings.Select(s => s.Name)) : options.GetType().Name;
        var message = properties.Aggregate(
            result.ErrorMessage ?? "is not valid.",
            (text, property) => text.Replace($"The {property.Name} field ", string.Empty, StringComparison.Ordinal)
                .Replace($"The field {property.Name} ", string.Empty, StringComparison.Ordinal));
        return new SettingProblem(names, message, string.Join(' ', settings.Select(s => s.Help)));
    }
}
