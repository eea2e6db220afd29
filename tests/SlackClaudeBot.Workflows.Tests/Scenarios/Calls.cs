using SlackClaudeBot.Workflows.Contracts.Sandboxes;

namespace SlackClaudeBot.Workflows.Tests.Scenarios;

internal sealed record SandboxRemoved(SandboxHandle Sandbox);

internal sealed record SlotTaken(TaskSlot Slot);

internal sealed record SlotReleased(TaskSlot Slot);

internal sealed record PlaceAsked(string WorkflowId);
