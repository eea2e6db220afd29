using System.Diagnostics.CodeAnalysis;

namespace SlackClaudeBot.Activities.Gateway;

/// <summary>The tokens with which sandboxes speak to the model gateway: one a task, good while a run of its agent is under way.</summary>
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
