namespace SlackClaudeBot.Workflows;

/// <summary>Error types of activity failures that a workflow treats differently.</summary>
public static class FailureTypes
{
    /// <summary>The sandbox is gone: provision another, restore branch and session, run the attempt again. Not retried as an activity.</summary>
    public const string SandboxLost = "SandboxLost";

    /// <summary>The request itself is wrong (an unknown repository or branch, a refused model, a missing right): a person must change it.</summary>
    public const string Refused = "Refused";

    /// <summary>What came out of the sandbox breaks a rule (another branch, too large, workflows changed): it is not pushed.</summary>
    public const string RuleBroken = "RuleBroken";
}
