using System.Text.RegularExpressions;
using SlackClaudeBot.Foundation.Files;
using SlackClaudeBot.Workflows.Contracts.Artifacts;

namespace SlackClaudeBot.Foundation.Artifacts;

/// <summary>Keeps artifacts as files, <c>artifacts/{task id}/{name}</c> in the data directory. Only their owner can read them.</summary>
public sealed partial class FileArtifactStore(DataDirectory data) : IArtifactStore
{
    private const int BufferBytes = 80 * 1024;

    public async Task<ArtifactReference> WriteAsync(string taskId, string name, Stream content, long maxBytes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        var key = $"{taskId}/{name}";
        var path = PathOf(key) ?? throw new ArgumentException($"'{key}' cannot name an artifact: letters, digits, dots, dashes and underscores only.");

        // A unique name, so that two writers of one key do not mix; the last one to finish wins.
        var folder = data.Folder(Path.Combine("artifacts", taskId));
        var temporary = Path.Combine(folder, $".{Guid.NewGuid():N}.tmp");
        try
        {
            var bytes = await CopyAsync(name, content, temporary, maxBytes, cancellationToken);
            File.Move(temporary, path, overwrite: true);
            FolderSync.Flush(folder);
            return new ArtifactReference(key, bytes);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    public Task<Stream?> OpenAsync(ArtifactReference reference, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reference);
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<Stream?>(FindFile(reference) is { } file
            ? new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, BufferBytes, useAsync: true)
            : null);
    }

    public string? FindFile(ArtifactReference reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return PathOf(reference.Key) is { } path && File.Exists(path) ? path : null;
    }

    private static async Task<long> CopyAsync(string name, Stream content, string path, long maxBytes, CancellationToken cancellationToken)
    {
        var file = OwnerOnlyFile.Open(path, FileMode.CreateNew, FileAccess.Write, FileOptions.Asynchronous);
        await using (file)
        {
            var buffer = new byte[BufferBytes];
            int read;
            while ((read = await content.ReadAsync(buffer, cancellationToken)) > 0)
            {
                if (file.Position + read > maxBytes)
                {
                    throw new ArtifactTooLargeException(name, maxBytes);
                }

                await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }

            // Flushed before the rename: from then on a history may refer to it.
            file.Flush(flushToDisk: true);
            return file.Position;
        }
    }

    private string? PathOf(string key) => Key().IsMatch(key) ? Path.Combine(data.Artifacts, key) : null;

    // One folder and one file, neither of which starts with a dot: no key leaves the folder.
    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9-]{0,63}/[A-Za-z0-9][A-Za-z0-9._-]{0,199}\z")]
    private static partial Regex Key();
}
