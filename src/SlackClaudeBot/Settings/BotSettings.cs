using System.Reflection;
using SlackClaudeBot.Activities.Agents;
using SlackClaudeBot.Activities.Gateway;
using SlackClaudeBot.Activities.Metrics;
using SlackClaudeBot.Activities.Sandboxes;
using SlackClaudeBot.Foundation.Artifacts;
using SlackClaudeBot.Foundation.Settings;
using SlackClaudeBot.GitHub.Auth;
using SlackClaudeBot.Slack.Settings;
using SlackClaudeBot.Tasks;

namespace SlackClaudeBot.Settings;

/// <summary>All settings of the program, by options class.</summary>
internal sealed class BotSettings
{
    private readonly Dictionary<Type, object> _options = [];
    private readonly HashSet<Type> _invalid = [];

    private BotSettings()
    {
    }

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
        typeof(TelemetryOptions),
    ];

    /// <summary>Every setting, in the order of the options classes.</summary>
    public static IReadOnlyList<(PropertyInfo Property, SettingAttribute Setting)> All { get; } =
        [.. from type in OptionTypes
            from property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            let setting = property.GetCustomAttribute<SettingAttribute>()
            where setting is not null
            select (property, setting)];

    /// <summary>The settings that are missing or wrong.</summary>
    public IReadOnlyList<SettingProblem> Problems { get; private set; } = [];

    /// <summary>Reads all settings. If one is not set, the preset of <c>CLAUDE_TEMPORAL_ENV</c> may set it.</summary>
    /// <param name="values">Reads one by name.</param>
    /// <exception cref="SettingsException">Some are missing or wrong; all of them are listed.</exception>
    public static BotSettings Load(Func<string, string?> values)
    {
        var settings = Read(values);
        return settings.Problems.Count == 0 ? settings : throw new SettingsException(settings.Problems);
    }

    /// <inheritdoc cref="Load(Func{string, string?})"/>
    public static BotSettings Load(SettingSources sources)
    {
        var settings = Read(sources.Get);
        SettingProblem[] problems = [.. sources.FileProblems, .. settings.Problems];
        return problems.Length == 0 ? settings : throw new SettingsException(problems);
    }

    /// <summary>Reads all settings and collects those that are missing or wrong in <see cref="Problems"/>.</summary>
    public static BotSettings Read(Func<string, string?> values)
    {
        var preset = Presets.Find(values(Presets.SettingName));
        var settings = new BotSettings();
        var problems = new List<SettingProblem>();
        foreach (var type in OptionTypes)
        {
            var binder = new SettingsBinder(name => preset.Get(values, name));
            settings._options[type] = binder.Bind(type);
            problems.AddRange(binder.Problems);
            if (binder.Problems.Count > 0)
            {
                settings._invalid.Add(type);
            }
        }

        settings.Problems = [.. problems, .. CombinationRules.FindProblems(settings), .. preset.FindProblems(values)];
        return settings;
    }

    /// <summary>Whether an options class is valid on its own.</summary>
    public bool IsValid<T>()
        where T : class => !_invalid.Contains(typeof(T));

    /// <summary>One options object.</summary>
    public T Get<T>()
        where T : class => (T)_options[typeof(T)];

    /// <summary>Registers every options object as itself.</summary>
    public void AddTo(IServiceCollection services)
    {
        foreach (var (type, options) in _options)
        {
            services.AddSingleton(type, options);
        }
    }
}
