using SlackClaudeBot.Workflows.Contracts.Artifacts;

namespace SlackClaudeBot.Foundation.Artifacts;

/// <summary>Keeps what is too large for a history: diffs, logs, transcripts, bundles.</summary>
public interface IArtifactStore
{
    /// <summary>Writes the whole artifact or nothing. Writing the same key again replaces it.</summary>
    /// <param name="taskId">The task it belongs to.</param>
    /// <param name="name">Its name: letters, digits, dots, dashes.</param>
    /// <param name="content">Read to its end.</param>
    /// <param name="maxBytes">Its limit; more is an <see cref="ArtifactTooLargeException"/>.</param>
    /// <param name="cancellationToken">Ends the copy; nothing is kept.</param>
    Task<ArtifactReference> WriteAsync(string taskId, string name, Stream content, long maxBytes, CancellationToken cancellationToken);

    /// <summary>Opens an artifact, or returns null if it does not exist.</summary>
    Task<Stream?> OpenAsync(ArtifactReference reference, CancellationToken cancellationToken);

    /// <summary>The artifact's file on this host, for programs that read files; null if it does not exist.</summary>
    string? FindFile(ArtifactReference reference);
}

/// <summary>An artifact is larger than its limit.</summary>
public sealed class ArtifactTooLargeException(string name, long maxBytes)
    : Exception($"{name} is larger than {maxBytes:N0} bytes.");
