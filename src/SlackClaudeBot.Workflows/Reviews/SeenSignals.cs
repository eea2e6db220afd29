namespace SlackClaudeBot.Workflows.Reviews;

/// <summary>Remembers the ids of the latest signals: Slack delivers clicks and events more than once.</summary>
internal sealed class SeenSignals
{
    /// <summary>Far more than people click and write for one task; bounds the memory of a flooded one.</summary>
    private const int Capacity = 1000;

    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private readonly Queue<string> _oldestFirst = new();

    /// <summary>Whether a signal is seen for the first time. One without an id (sent by hand) always is.</summary>
    public bool IsNew(string? id)
    {
        if (string.IsNullOrEmpty(id))
        {
            return true;
        }

        if (!_ids.Add(id))
        {
            return false;
        }

        _oldestFirst.Enqueue(id);
        if (_oldestFirst.Count > Capacity)
        {
            _ids.Remove(_oldestFirst.Dequeue());
        }

        return true;
    }
}
