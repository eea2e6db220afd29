using System.ComponentModel.DataAnnotations;
using SlackClaudeBot.Foundation.Settings;
using SlackClaudeBot.Workflows.Contracts.Agents;

namespace SlackClaudeBot.Activities.Agents;

/// <summary>How Claude Code is run.</summary>
public sealed class AgentOptions
{
    /// <summary>The model of tasks that do not name one.</summary>
    [Required]
    [CustomValidation(typeof(AgentOptions), nameof(IsModel))]
    [Setting("CLAUDE_MODEL", "The model that works on tasks: opus, sonnet, haiku, or a full model name.")]
    public string Model { get; set; } = "opus";

    /// <summary>The limit of tokens in one answer of the model; null for the model's own.</summary>
    [Range(1024, 1_000_000)]
    [Setting("CLAUDE_MAX_TOKENS", "How many tokens one answer of the model may have. Not set: the model's own limit.")]
    public int? MaxTokens { get; set; }

    /// <summary>The program, as it is found inside the sandbox.</summary>
    [Required]
    [Setting("CLAUDE_PROGRAM", "The claude program inside the sandbox, if it is not on the PATH.")]
    public string Program { get; set; } = "claude";

    /// <summary>A run without output for this long is stopped. A single shell command of the agent may take ten minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    [Setting("CLAUDE_SILENCE_TIMEOUT", "How long a run of the agent may be silent before it is stopped, for example 15m.")]
    public TimeSpan SilenceTimeout { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How often Claude Code itself repeats a failed request, in pauses of 0.5 s and doubling; a failure that lasts longer is retried as an activity.</summary>
    [Range(0, 15)]
    [Setting("CLAUDE_API_RETRIES", "How often the agent retries a failed request to the model API before the whole run is retried.")]
    public int ApiRetries { get; set; } = 4;

    /// <summary>How long one request to the model API may take.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    [Setting("CLAUDE_API_TIMEOUT", "How long one request to the model API may take, for example 10m.")]
    public TimeSpan ApiTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Validates <see cref="Model"/>, by the rule of <c>--model</c>.</summary>
    public static ValidationResult? IsModel(string model, ValidationContext context) =>
        ModelName.IsValid(model) ? ValidationResult.Success : new ValidationResult("is not a model's name: for example opus, sonnet, or claude-sonnet-4-5.", [nameof(Model)]);

    /// <summary>How long a process may continue after its result.</summary>
    public TimeSpan ExitGrace { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an interrupted run has to exit before it is killed.</summary>
    public TimeSpan InterruptGrace { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often the session's transcript is saved during a run.</summary>
    public TimeSpan TranscriptInterval { get; set; } = TimeSpan.FromMinutes(2);
}
