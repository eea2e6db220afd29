using System.Globalization;
using System.Security.Cryptography;

namespace SlackClaudeBot.Playground.Slack;

/// <summary>The trigger ids that were handed out: each opens one modal, within seconds.</summary>
internal sealed class TriggerIdStore(TimeProvider time, TimeSpan lifetime)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Trigger> _triggers = new(StringComparer.Ordinal);

    public string Issue(SlackUser user)
    {
        var now = time.GetUtcNow();
        var id = string.Create(CultureInfo.InvariantCulture, $"{now.ToUnixTimeMilliseconds()}.{RandomNumberGenerator.GetInt32(1_000_000)}.{RandomNumberGenerator.GetHexString(32, lowercase: true)}");
        lock (_gate)
        {
            foreach (var old in _triggers.Where(entry => now - entry.Value.IssuedAt > TimeSpan.FromMinutes(10)).Select(entry => entry.Key).ToList())
            {
                _triggers.Remove(old);
            }

            _triggers[id] = new Trigger(user, now, Used: false);
        }

        return id;
    }

    /// <summary>Uses a trigger up. Returns its user, or Slack's error.</summary>
    public (SlackUser? User, string? Error) Redeem(string id)
    {
        lock (_gate)
        {
            if (!_triggers.TryGetValue(id, out var trigger))
            {
                return (null, "invalid_trigger_id");
            }

            if (trigger.Used)
            {
                return (null, "exchanged_trigger_id");
            }

            if (time.GetUtcNow() - trigger.IssuedAt > lifetime)
            {
                return (null, "expired_trigger_id");
            }

            _triggers[id] = trigger with { Used = true };
            return (trigger.User, null);
        }
    }

    private sealed record Trigger(SlackUser User, DateTimeOffset IssuedAt, bool Used);
}
