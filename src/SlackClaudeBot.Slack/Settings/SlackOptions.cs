using System.ComponentModel.DataAnnotations;
using SlackClaudeBot.Foundation.Settings;

namespace SlackClaudeBot.Slack.Settings;

/// <summary>The workspace the bot works in, and its approvers.</summary>
public sealed class SlackOptions : IValidatableObject
{
    [Required]
    [RegularExpression("^xox[be][.-].+", ErrorMessage = "is not a bot user's token: those begin with xoxb-.")]
    [Setting("SLACK_BOT_TOKEN", "The bot user's token, xoxb-… (api.slack.com/apps, OAuth & Permissions, after installing the app from manifest.yml).", Secret = true)]
    public string BotToken { get; set; } = "";

    [Setting("SLACK_SIGNING_SECRET", "The secret with which Slack signs its requests (api.slack.com/apps, Basic Information). Not needed in Socket Mode.", Secret = true)]
    public string? SigningSecret { get; set; }

    [RegularExpression("^xapp-.*", ErrorMessage = "is not an app-level token: those begin with xapp-.")]
    [Setting("SLACK_APP_TOKEN", "An app-level token, xapp-…, with the scope connections:write: turns Socket Mode on, which needs no public address.", Secret = true)]
    public string? AppToken { get; set; }

    [Required]
    [Setting("SLACK_API_URL", "Where Slack's Web API answers.")]
    public Uri ApiUrl { get; set; } = new("https://slack.com/api/");

    [Required]
    [Setting(
        "APPROVERS",
        "Who may approve, reject and cancel: user ids (U…), user group ids (S…), anyone, and not-requester, separated by commas. Not set: anyone in the channel.")]
    public string Approvers { get; set; } = ApproverRules.Anyone;

    /// <summary>Whether requests come over websockets instead of HTTP.</summary>
    public bool UsesSocketMode => !string.IsNullOrEmpty(AppToken);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!UsesSocketMode && string.IsNullOrEmpty(SigningSecret))
        {
            yield return new ValidationResult("is required without Socket Mode: it proves that a request comes from Slack.", [nameof(SigningSecret)]);
        }

        if (ApproverRules.Problem(Approvers) is { } problem)
        {
            yield return new ValidationResult(problem, [nameof(Approvers)]);
        }
    }
}
