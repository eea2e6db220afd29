using System.Security.Cryptography;

namespace SlackClaudeBot.Playground.Slack;

/// <summary>The response URLs that were handed out: each for five answers in thirty minutes.</summary>
internal sealed class ResponseUrlStore(TimeProvider time)
{
    private const int MaxUses = 5;
    private static readonly TimeSpan _lifetime = TimeSpan.FromMinutes(30);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>Returns the path of a new response URL.</summary>
    public string Issue(ResponseTarget target)
    {
        var key = RandomNumberGenerator.GetHexString(24, lowercase: true);
        var now = time.GetUtcNow();
        lock (_gate)
        {
            foreach (var old in _entries.Where(entry => now - entry.Value.IssuedAt > _lifetime).Select(entry => entry.Key).ToList())
            {
                _entries.Remove(old);
            }

            _entries[key] = new Entry(target, now, MaxUses);
        }

        return "/hooks/responses/" + key;
    }

    /// <summary>Takes one use. Returns the target of the answer; null if the URL is unknown, expired or used up.</summary>
    public ResponseTarget? Redeem(string key)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue(key, out var entry) || entry.UsesLeft == 0 || time.GetUtcNow() - entry.IssuedAt > _lifetime)
            {
                return null;
            }

            _entries[key] = entry with { UsesLeft = entry.UsesLeft - 1 };
            return entry.Target;
        }
    }

    private sealed record Entry(ResponseTarget Target, DateTimeOffset IssuedAt, int UsesLeft);
}

/// <summary>Where an answer to a response URL appears.</summary>
/// <param name="User">Who sees it while it is ephemeral.</param>
/// <param name="Channel">The channel.</param>
/// <param name="ThreadTs">The thread, if any.</param>
/// <param name="Original">The message it replaces or deletes when asked to.</param>
internal sealed record ResponseTarget(SlackUser User, string Channel, string? ThreadTs, SlackMessage? Original);
