namespace SlackClaudeBot.Slack.Approvals;

/// <summary>The one place for the words about who may do what.</summary>
internal static class PermissionTexts
{
    /// <summary>For a person who may not approve or reject.</summary>
    public static string CannotDecide(Approvers approvers) =>
        $":no_entry: You can't approve or reject this task. Approvers: {approvers.Description}. The task is still waiting.";

    /// <summary>For a person who may not cancel, pause or resume.</summary>
    public static string CannotSteer(Approvers approvers) =>
        $":no_entry: You can't cancel or pause this task. The requester can, and approvers: {approvers.Named}. The task continues.";

    /// <summary>For a person who may not do without a review.</summary>
    public static string CannotSkipReview(Approvers approvers) =>
        $":no_entry: You can't use `--no-approval`: only approvers can. Approvers: {approvers.Description}. Nothing was started.";
}
