using SlackClaudeBot.Foundation.Files;
using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Activities.Sandboxes;

/// <summary>
/// Gives a step the task's sandbox without anything that an agent left running or configured in it. An empty file on the host says that an
/// agent has run in the sandbox since it was made or renewed.
/// </summary>
public sealed class CleanSandboxes(ISandboxProvider provider, IBotFiles files, DataDirectory data)
{
    private string Folder => data.Folder("used-sandboxes");

    /// <summary>The task's sandbox, renewed if an agent has run in it.</summary>
    /// <exception cref="SandboxLostException">There is none.</exception>
    public async Task<ISandbox> GetAsync(string taskId, CancellationToken cancellationToken)
    {
        if (!File.Exists(MarkOf(taskId)))
        {
            return await provider.GetAsync(taskId, cancellationToken);
        }

        var sandbox = await provider.RenewAsync(taskId, cancellationToken);
        await files.RestoreAsync(sandbox, cancellationToken);
        // Last: what was interrupted is done again.
        File.Delete(MarkOf(taskId));
        return sandbox;
    }

    /// <summary>Notes that an agent will run in the sandbox. To be called before it starts.</summary>
    public void MarkUsed(string taskId) => OwnerOnlyFile.Write(MarkOf(taskId), []);

    /// <summary>Forgets a sandbox that was removed.</summary>
    public void Forget(string taskId) => File.Delete(MarkOf(taskId));

    private string MarkOf(string taskId) => Path.Combine(Folder, new TaskId(taskId));
}
