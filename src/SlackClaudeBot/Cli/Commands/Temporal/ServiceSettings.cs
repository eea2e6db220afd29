using System.ComponentModel;
using EmbeddedTemporal;
using Spectre.Console.Cli;

namespace SlackClaudeBot.Cli.Commands.Temporal;

/// <summary>The options of every command that runs a Temporal service.</summary>
internal abstract class ServiceSettings : CommandSettings
{
    [CommandOption("--search-attribute <NAME_AND_TYPE>")]
    [Description("A custom search attribute, Name=Type, that every namespace has; may be given more than once.")]
    public string[] SearchAttributes { get; init; } = [];

    [CommandOption("--dynamic-config-value <SETTING>")]
    [Description("A setting of Temporal's dynamic configuration, NAME=VALUE; may be given more than once. The limits of payloads, histories and ids have an effect, others are accepted.")]
    public string[] DynamicConfiguration { get; init; } = [];

    /// <summary>The problem with these options; null if they are valid.</summary>
    protected string? FindServiceProblem() => SearchAttributeArguments.FindProblem("--search-attribute", SearchAttributes)
        ?? Temporal.DynamicConfiguration.FindProblem("--dynamic-config-value", DynamicConfiguration);

    /// <summary>The options as the service takes them.</summary>
    public EmbeddedTemporalOptions AddTo(EmbeddedTemporalOptions options) => options with
    {
        SearchAttributes = SearchAttributeArguments.Read(SearchAttributes),
        Limits = Temporal.DynamicConfiguration.ToLimits(DynamicConfiguration),
    };
}
