using SlackClaudeBot.Workflows.Contracts.Notifications;
using SlackClaudeBot.Workflows.Contracts.Sandboxes;
using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Workflows.Tests.Scenarios;

internal sealed record CardPosted(TaskCard Card);

internal sealed record CardEdited(TaskCard Card);

internal sealed record SummaryPosted(StageSummary Summary);

internal sealed record SummaryEdited(StageSummary Summary);

internal sealed record LinePosted(ThreadMessage Line);

internal sealed record LineEdited(ThreadMessage Line);

internal sealed record ReplyMarked(MessageAddress Reply);

internal sealed record SandboxRemoved(SandboxHandle Sandbox);

internal sealed record SlotTaken(TaskSlot Slot);

internal sealed record SlotReleased(TaskSlot Slot);

internal sealed record PlaceAsked(string WorkflowId);
