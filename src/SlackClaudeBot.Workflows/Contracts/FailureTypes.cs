namespace SlackClaudeBot.Workflows.Contracts;

/// <summary>Error types of activity failures that a workflow treats differently.</summary>
public static class FailureTypes
{
    /// <summary>The sandbox is gone: the workflow provisions another, restores branch and session, and runs the attempt again.</summary>
    public const string SandboxLost = "SandboxLost";

    /// <summary>The request itself is wrong (an unknown repository or branch, a refused model, a missing permission): a person must change it.</summary>
    public const string InvalidRequest = "InvalidRequest";

    /// <summary>What came out of the sandbox breaks a rule (another branch, too large, workflows changed): it is not pushed.</summary>
    public const string PolicyViolation = "PolicyViolation";

    /// <summary>A dependency failed and may recover: the activity is retried.</summary>
    public const string Transient = "Transient";
}
