using System.Diagnostics.CodeAnalysis;

namespace SlackClaudeBot.Activities.Gateway;

/// <summary>The tokens of sandboxes for the model gateway: one per task, valid during a run of its agent.</summary>
public interface IGatewayTokens
{
    /// <summary>Opens the task and returns its token; the same one each time.</summary>
    string Issue(string taskId);

    /// <summary>Closes the task: its token is refused from now on, also after a restart. Fine if it is closed.</summary>
    void Revoke(string taskId);

    /// <summary>The tasks whose tokens are good now.</summary>
    IReadOnlyCollection<string> OpenTasks { get; }

    /// <summary>Whether a token is good, and whose it is.</summary>
    bool TryValidate(string? token, [NotNullWhen(true)] out string? taskId);
}
