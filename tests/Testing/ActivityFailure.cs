using SlackClaudeBot.Workflows.Contracts;
using Temporalio.Exceptions;

namespace SlackClaudeBot.Testing;

/// <summary>Failures of activities as their workflow sees them.</summary>
public static class ActivityFailure
{
    /// <summary>The failure of this type that the work ends with; only those that a person must act on are final.</summary>
    public static async Task<ApplicationFailureException> OfAsync(Func<Task> work, string type)
    {
        var failure = await Assert.ThrowsAsync<ApplicationFailureException>(work);
        Assert.Equal(type, failure.ErrorType);
        Assert.Equal(type is FailureTypes.InvalidRequest or FailureTypes.PolicyViolation, failure.NonRetryable);
        return failure;
    }
}
