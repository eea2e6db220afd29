using System.Text.Json.Serialization;
using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Workflows.Contracts.Reviews;

/// <summary>Signal <c>approve</c>. Ignored unless it names the attempt that waits.</summary>
/// <param name="Id">Unique for one click, reply or event; a second signal with the same id is ignored.</param>
/// <param name="By">The Slack user id.</param>
/// <param name="Stage">The stage it is for.</param>
/// <param name="Attempt">The attempt it is for.</param>
public sealed record Approve(string Id, string By, string Stage, int Attempt);

/// <summary>Signal <c>reject</c>.</summary>
/// <param name="Id">As in <see cref="Approve"/>.</param>
/// <param name="By">The Slack user id.</param>
/// <param name="Stage">The stage it is for.</param>
/// <param name="Attempt">The attempt it is for.</param>
/// <param name="Feedback">What to do differently; null or empty ends the task as rejected.</param>
/// <param name="CanBeUndone">Whether it came as a reply, which can be undone until its attempt starts.</param>
public sealed record Reject(string Id, string By, string Stage, int Attempt, string? Feedback, bool CanBeUndone = false);

/// <summary>Signal <c>retry</c>: a failed agent is to try once more, without feedback and without spending an attempt.</summary>
public sealed record Retry(string Id, string By, string Stage, int Attempt);

/// <summary>Signal <c>undo</c>: takes back the rejection that a reply was.</summary>
/// <param name="Id">As in <see cref="Approve"/>.</param>
/// <param name="By">The Slack user id.</param>
/// <param name="RejectionId">The id of the <see cref="Reject"/> to take back.</param>
public sealed record Undo(string Id, string By, string RejectionId);

/// <summary>Signal <c>answer</c>: the answer to a question of the agent.</summary>
public sealed record Answer(string Id, string By, string Text);

/// <summary>Signal <c>note</c>: something for the next attempt, said while none waits.</summary>
public sealed record Note(string Id, string By, string Text);

/// <summary>
/// Signal <c>reply</c>: what somebody wrote to the task. The workflow decides what it is, by what is pending when it arrives: the sender
/// cannot know.
/// </summary>
/// <param name="Id">As in <see cref="Approve"/>.</param>
/// <param name="By">The Slack user id.</param>
/// <param name="Text">What they wrote.</param>
/// <param name="IsPraise">Whether it is nothing but praise.</param>
/// <param name="Permissions">What they may do.</param>
/// <param name="Under">The id of the <see cref="Projection"/> that it replies to.</param>
/// <param name="Message">The reply, as its surface names it.</param>
public sealed record TaskReply(
    string Id, string By, string Text, bool IsPraise, ReplyPermissions Permissions, string Under, string Message);

/// <summary>What somebody may do, as far as it can be known without the task.</summary>
/// <param name="CanDecide">Whether they are among the approvers.</param>
/// <param name="ExcludesRequester">Whether people may not decide on their own tasks.</param>
/// <param name="Approvers">The approvers in words, for a refusal.</param>
public sealed record ReplyPermissions(bool CanDecide, bool ExcludesRequester, string Approvers);

/// <summary>Signal <c>cancel</c>.</summary>
public sealed record Cancel(string Id, string By, string? Reason = null);

/// <summary>Signal <c>reviewChanges</c>, for people who signal from Temporal's own tools. It is for whatever waits now.</summary>
public sealed record ReviewChanges(
    [property: JsonPropertyName("approved")] bool Approved,
    [property: JsonPropertyName("feedback")] string? Feedback = null);
