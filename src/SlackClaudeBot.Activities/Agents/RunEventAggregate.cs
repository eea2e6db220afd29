namespace SlackClaudeBot.Activities.Agents;

/// <summary>The state of one execution, aggregated from its events in bounded memory.</summary>
internal sealed class RunEventAggregate
{
    /// <summary>Turns are limited. A run with more messages than this is not an honest one, and their cost does not matter.</summary>
    private const int MaxMessages = 10_000;

    private readonly Dictionary<string, decimal> _costs = new(StringComparer.Ordinal);
    private readonly EventLines _lines;
    private decimal _estimate;
    private int _unreadable;

    public RunEventAggregate() => _lines = new EventLines(line => Apply(ClaudeEventParser.Parse(line)));

    /// <summary>Bytes seen.</summary>
    public long Offset { get; private set; }

    /// <summary>Events seen.</summary>
    public int Events { get; private set; }

    /// <summary>Lines that were not an event, or were too long.</summary>
    public int BrokenLines => _unreadable + _lines.Dropped;

    /// <summary>One line: what it does.</summary>
    public string Activity { get; private set; } = "Starting";

    /// <summary>The last result: there can be several, and each replaces the one before.</summary>
    public RunEnded? Result { get; private set; }

    /// <summary>The last failure of the model API.</summary>
    public ApiRetry? LastRetry { get; private set; }

    /// <summary>Whether the model has answered at least once; Claude Code reports its own errors as messages of a model that does not exist.</summary>
    public bool HasWorked { get; private set; }

    /// <summary>Model turns so far.</summary>
    public int Turns => Result is { Turns: > 0 } result ? result.Turns : _costs.Count;

    /// <summary>
    /// US dollars so far. Without a result it is estimated from the messages' tokens, which the events tell as they stood when a
    /// message began: input is right, output too low.
    /// </summary>
    public decimal CostUsd => Math.Max(Result?.CostUsd ?? 0, _estimate);

    /// <summary>Takes the next bytes of the stream.</summary>
    public void Write(ReadOnlyMemory<byte> bytes)
    {
        Offset += bytes.Length;
        _lines.Write(bytes);
    }

    /// <summary>Takes a last line without an end.</summary>
    public void Complete() => _lines.Complete();

    private void Apply(ClaudeEvent? occurred)
    {
        if (occurred is null)
        {
            _unreadable++;
            return;
        }

        Events++;
        switch (occurred)
        {
            case AssistantMessage spoke:
                LastRetry = null;
                HasWorked |= spoke.Model is { Length: > 0 } and not "<synthetic>";
                Activity = spoke.Does ?? Activity;
                Estimate(spoke);
                break;
            case ApiRetry retry:
                LastRetry = retry;
                Activity = $"Waiting for the model API ({retry.Status?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "no answer"}), try {retry.Retry} of {retry.MaxRetries}";
                break;
            case RunEnded ended:
                Result = ended;
                Activity = "Finishing";
                break;
        }
    }

    private void Estimate(AssistantMessage spoke)
    {
        var known = _costs.GetValueOrDefault(spoke.MessageId);
        var cost = ModelPrices.Cost(spoke.Model, spoke.Usage);
        if (cost < known || (known == 0 && _costs.Count >= MaxMessages))
        {
            return;
        }

        _costs[spoke.MessageId] = cost;
        _estimate += cost - known;
    }
}
