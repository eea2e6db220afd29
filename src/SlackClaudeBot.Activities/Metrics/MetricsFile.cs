using System.Text;
using SlackClaudeBot.Foundation.Files;
using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Activities.Metrics;

/// <summary>A file with one line of JSON for each attempt of a stage, idempotent by the attempt's key, readable by its owner only.</summary>
public sealed class MetricsFile(MetricsOptions options, DataDirectory data) : IDisposable
{
    /// <summary>How far back a line of the same attempt is searched, some thousand lines: a retry follows within minutes.</summary>
    private const int LookBackBytes = 2 * 1024 * 1024;

    private readonly SemaphoreSlim _one = new(1);

    /// <summary>The file's path.</summary>
    public string Path => options.File is { Length: > 0 } file ? System.IO.Path.GetFullPath(file) : System.IO.Path.Combine(data.Root, "metrics.jsonl");

    /// <summary>Adds an attempt's line unless it is there; returns whether it was added.</summary>
    public async Task<bool> AddAsync(AttemptMetrics metrics, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
            var file = new FileStream(Path, Opening());
            await using var _ = file;
            var tail = await ReadTailAsync(file, cancellationToken);
            var added = MetricsLine.Of(metrics);
            if (tail.Split('\n').Any(line => MetricsLine.HasKey(line, added.Key)))
            {
                return false;
            }

            // A line that a crash cut short must not spoil the next one.
            var separator = tail.Length == 0 || tail[^1] == '\n' ? string.Empty : "\n";
            var line = Encoding.UTF8.GetBytes(separator + added.ToJson() + "\n");
            file.Seek(0, SeekOrigin.End);
            await file.WriteAsync(line, cancellationToken);
            file.Flush(flushToDisk: true);
            return true;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    /// <summary>Other processes that write the same file wait outside and are tried again by their activity.</summary>
    private static FileStreamOptions Opening()
    {
        var opening = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.Read };
        if (!OperatingSystem.IsWindows())
        {
            opening.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return opening;
    }

    private static async Task<string> ReadTailAsync(FileStream file, CancellationToken cancellationToken)
    {
        var length = (int)Math.Min(file.Length, LookBackBytes);
        var tail = new byte[length];
        file.Seek(-length, SeekOrigin.End);
        await file.ReadExactlyAsync(tail, cancellationToken);
        return Encoding.UTF8.GetString(tail);
    }
}
