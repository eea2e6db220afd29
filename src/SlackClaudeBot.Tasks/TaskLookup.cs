using SlackClaudeBot.Workflows.Contracts.Status;

namespace SlackClaudeBot.Tasks;

/// <summary>The answer to a question about a task.</summary>
/// <param name="Exists">False if there is no such task.</param>
/// <param name="State">Null if there is no such task, or if no worker answered in time.</param>
public sealed record TaskLookup(bool Exists, TaskState? State)
{
    private readonly string? _channel;
    private readonly string? _requester;

    public static TaskLookup Missing { get; } = new(false, null);

    public static TaskLookup Silent { get; } = new(true, null);

    /// <summary>The channel of the task; known without a worker. Null if Temporal did not tell.</summary>
    public string? Channel
    {
        get => State?.Task.Channel ?? _channel;
        init => _channel = value;
    }

    /// <summary>The requester of the task; known without a worker. Null if Temporal did not tell.</summary>
    public string? Requester
    {
        get => State?.Task.Requester ?? _requester;
        init => _requester = value;
    }
}
