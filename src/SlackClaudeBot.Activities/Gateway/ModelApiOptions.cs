using System.ComponentModel.DataAnnotations;
using SlackClaudeBot.Foundation.Settings;

namespace SlackClaudeBot.Activities.Gateway;

/// <summary>The model API, as the host alone knows it.</summary>
public sealed class ModelApiOptions
{
    /// <summary>The key; it stays in the host's memory.</summary>
    [Required]
    [Setting("ANTHROPIC_API_KEY", "The key of the Anthropic API, from https://console.anthropic.com/settings/keys.", Secret = true)]
    public string ApiKey { get; set; } = string.Empty;

    /// <summary>The API's address; a path in it is kept as a prefix.</summary>
    [Setting("ANTHROPIC_BASE_URL", "Where the Anthropic API answers, for a proxy or another provider of it.")]
    public Uri BaseUrl { get; set; } = new("https://api.anthropic.com");
}
