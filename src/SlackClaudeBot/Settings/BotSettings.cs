using System.Reflection;
using Microsoft.Extensions.Options;
using SlackClaudeBot.Activities.Agents;
using SlackClaudeBot.Activities.Gateway;
using SlackClaudeBot.Activities.Metrics;
using SlackClaudeBot.Activities.Sandboxes;
using SlackClaudeBot.Foundation.Artifacts;
using SlackClaudeBot.Foundation.Settings;
using SlackClaudeBot.GitHub.Auth;
using SlackClaudeBot.Hosting;
using SlackClaudeBot.Slack;
using SlackClaudeBot.Slack.Messages;
using SlackClaudeBot.Tasks;

namespace SlackClaudeBot.Settings;

/// <summary>All settings of the program, bound and valid.</summary>
internal sealed class BotSettings
{
    private readonly Dictionary<Type, object> _options;

    private BotSettings(Dictionary<Type, object> options) => _options = options;

    /// <summary>Every options class. The table in <c>docs/settings.md</c>, <c>.env.example</c> and the check at start all follow from this list.</summary>
    public static IReadOnlyList<Type> OptionTypes { get; } =
    [
        typeof(SlackOptions),
        typeof(ModelApiOptions),
        typeof(GitHubOptions),
        typeof(NewTaskOptions),
        typeof(AgentOptions),
        typeof(SandboxOptions),
        typeof(ArtifactOptions),
        typeof(NotificationOptions),
        typeof(MetricsOptions),
        typeof(BotOptions),
        typeof(TemporalOptions),
    ];

    /// <summary>Every setting there is, in the order of the options classes.</summary>
    public static IEnumerable<(PropertyInfo Property, SettingAttribute Setting)> All =>
        from type in OptionTypes
        from property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        let setting = property.GetCustomAttribute<SettingAttribute>()
        where setting is not null
        select (property, setting);

    /// <summary>Reads all settings; where one is not set, the preset of <c>CLAUDE_TEMPORAL_ENV</c> may set it.</summary>
    /// <param name="values">Reads one by name.</param>
    /// <exception cref="SettingsException">Some are missing or wrong; all of them are listed.</exception>
    public static BotSettings Load(Func<string, string?> values)
    {
        var preset = Presets.Of(values(Presets.SettingName));
        var binder = new SettingsBinder(name => preset.Get(values, name));
        var bind = typeof(SettingsBinder).GetMethod(nameof(SettingsBinder.Bind))!;
        var options = OptionTypes.ToDictionary(type => type, type => bind.MakeGenericMethod(type).Invoke(binder, null)!);
        SettingProblem[] problems = [.. binder.Problems, .. preset.FindProblems(values)];
        return problems.Length == 0 ? new BotSettings(options) : throw new SettingsException(problems);
    }

    /// <summary>One options object.</summary>
    public T Get<T>()
        where T : class => (T)_options[typeof(T)];

    /// <summary>Registers every options object, as itself and as <see cref="IOptions{TOptions}"/>.</summary>
    public void AddTo(IServiceCollection services)
    {
        foreach (var (type, options) in _options)
        {
            services.AddSingleton(type, options);
            services.AddSingleton(
                typeof(IOptions<>).MakeGenericType(type),
                Activator.CreateInstance(typeof(OptionsWrapper<>).MakeGenericType(type), options)!);
        }
    }
}
