using System.Diagnostics.CodeAnalysis;

namespace SlackClaudeBot.Activities.Gateway;

/// <summary>The tokens of sandboxes for the model gateway: one per task, valid during a run of its agent.</summary>
public interface IGatewayTokens
{
    /// <summary>Opens the task and returns its token; the same one each time.</summary>
    string Issue(string taskId);

    /// <summary>Closes the task: its token is refused from now on, also after a restart. Closing it twice is fine.</summary>
    void Revoke(string taskId);

    /// <summary>The tasks whose tokens are valid now.</summary>
    IReadOnlyCollection<string> OpenTasks { get; }

    /// <summary>Whether a token is valid, and its task.</summary>
    bool TryValidate(string? token, [NotNullWhen(true)] out string? taskId);
}
