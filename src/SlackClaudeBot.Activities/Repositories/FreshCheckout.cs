namespace SlackClaudeBot.Activities.Repositories;

/// <summary>Writes files as a fresh checkout of a commit would, with the line endings and filters that the commit asks for.</summary>
internal sealed class FreshCheckout(AgentWorkTree tree, string folder, string commit)
{
    /// <summary>Writes these paths.</summary>
    internal async Task WriteAsync(IEnumerable<string> paths, CancellationToken cancellationToken)
    {
        // An empty work tree: .gitattributes is then read from the index, which is the commit's.
        var git = tree.Git.With((tree.Store, folder), $"{tree.Store}/fresh.index");
        await git.RunAsync(null, ["read-tree", commit], cancellationToken);
        await git.RunAsync(null, ["checkout-index", "--force", "-z", "--stdin"], cancellationToken, string.Join('\0', paths) + '\0');
    }
}
