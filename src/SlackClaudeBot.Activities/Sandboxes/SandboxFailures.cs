namespace SlackClaudeBot.Activities.Sandboxes;

/// <summary>The sandbox or its processes no longer exist.</summary>
public sealed class SandboxLostException(string id, Exception? inner = null)
    : Exception(inner is SandboxFullException ? $"Sandbox {id} is gone. {inner.Message}" : $"Sandbox {id} is gone.", inner);

/// <summary>A sandbox was removed because it wrote more than it may.</summary>
public sealed class SandboxFullException(long bytes, long limit)
    : Exception($"It had written {bytes / 1024 / 1024:N0} MB, more than the {limit / 1024 / 1024:N0} MB that SANDBOX_DISK_LIMIT allows.");

/// <summary>The sandbox engine does not work now. A retry may help; the message says what to do.</summary>
public sealed class SandboxUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
