using System.Text.Json;
using System.Text.Json.Serialization;
using SlackClaudeBot.Playground.Slack;

namespace SlackClaudeBot.Playground.State;

/// <summary>
/// Keeps the playground's state in a file: one JSON line a change, so that a change costs the same however much there is.
/// Opening it writes a compact file first. A last line that a crash cut off is ignored.
/// </summary>
internal sealed class StateJournal : IDisposable
{
    private static readonly JsonSerializerOptions _json = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, IgnoreReadOnlyProperties = true };

    private readonly string _path;
    private readonly Lock _gate = new();
    private FileStream _file;

    private StateJournal(string path, SavedState saved)
    {
        _path = path;
        Saved = saved;
        _file = Rewrite(path, Entries(saved));
    }

    /// <summary>What the file held when it was opened.</summary>
    public SavedState Saved { get; }

    /// <summary>Opens a journal; creates it if there is none.</summary>
    /// <exception cref="IOException">The file cannot be read or written.</exception>
    public static StateJournal Open(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return new StateJournal(path, File.Exists(path) ? Read(File.ReadLines(path)) : SavedState.Empty);
    }

    /// <summary>Adds the result of <paramref name="take"/>, which runs under the journal's lock: the last line about an object is the newest.</summary>
    public void Append(Func<IReadOnlyList<Entry>> take)
    {
        lock (_gate)
        {
            foreach (var entry in take())
            {
                Write(_file, entry);
            }

            _file.Flush();
        }
    }

    /// <summary>Forgets everything but the identity.</summary>
    public void Clear(SavedIdentity identity)
    {
        lock (_gate)
        {
            _file.Dispose();
            _file = Rewrite(_path, [new Entry { Identity = identity }]);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _file.Dispose();
        }
    }

    private static SavedState Read(IEnumerable<string> lines)
    {
        SavedIdentity? identity = null;
        var messages = new OrderedDictionary<(string, string), SlackMessage>();
        var pulls = new OrderedDictionary<(string, int), SavedPullRequest>();
        foreach (var line in lines)
        {
            if (TryParse(line) is not { } entry)
            {
                continue;
            }

            identity = entry.Identity ?? identity;
            if (entry.Message is { } message)
            {
                messages[(message.Channel, message.Ts)] = message;
            }

            if (entry.Deleted is { } deleted)
            {
                messages.Remove((deleted.Channel, deleted.Ts));
            }

            if (entry.PullRequest is { } pull)
            {
                pulls[(pull.Repository, pull.Number)] = pull;
            }
        }

        return new SavedState(identity, [.. messages.Values], [.. pulls.Values]);
    }

    private static Entry? TryParse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<Entry>(line, _json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static IEnumerable<Entry> Entries(SavedState saved)
    {
        if (saved.Identity is { } identity)
        {
            yield return new Entry { Identity = identity };
        }

        foreach (var message in saved.Messages)
        {
            yield return new Entry { Message = message };
        }

        foreach (var pull in saved.PullRequests)
        {
            yield return new Entry { PullRequest = pull };
        }
    }

    private static FileStream Rewrite(string path, IEnumerable<Entry> entries)
    {
        var next = path + ".new";
        using (var file = new FileStream(next, FileMode.Create, FileAccess.Write))
        {
            foreach (var entry in entries)
            {
                Write(file, entry);
            }

            file.Flush(flushToDisk: true);
        }

        File.Move(next, path, overwrite: true);
        return new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read);
    }

    private static void Write(FileStream file, Entry entry)
    {
        file.Write(JsonSerializer.SerializeToUtf8Bytes(entry, _json));
        file.WriteByte((byte)'\n');
    }

    /// <summary>One line: exactly one of its members is set.</summary>
    internal sealed record Entry
    {
        public SavedIdentity? Identity { get; init; }

        public SlackMessage? Message { get; init; }

        public MessageKey? Deleted { get; init; }

        public SavedPullRequest? PullRequest { get; init; }
    }

    /// <summary>Names a message.</summary>
    internal sealed record MessageKey(string Channel, string Ts);
}
