namespace SlackClaudeBot.Playground.Changes;

/// <summary>One request that a stand-in received. Credentials are checked and not kept.</summary>
/// <param name="At">When it came.</param>
/// <param name="Operation">What was asked for: Slack's method, or a name such as <c>pulls.create</c>.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path and query.</param>
/// <param name="Body">The body as text; empty for git's packs.</param>
/// <param name="Refusal">Why it was refused; null if it was served.</param>
/// <param name="Fault">The fault that was injected, if any.</param>
public sealed record ReceivedRequest(DateTimeOffset At, string Operation, string Method, string Path, string Body, string? Refusal, string? Fault);
