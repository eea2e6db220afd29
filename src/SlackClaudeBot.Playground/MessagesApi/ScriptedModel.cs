namespace SlackClaudeBot.Playground.MessagesApi;

/// <summary>A model that follows a script, and the log of what it was asked.</summary>
/// <param name="next">What it does next in a conversation.</param>
public sealed class ScriptedModel(Func<Conversation, ModelStep> next)
{
    private const int MaxRequests = 2_000;

    private readonly Lock _gate = new();
    private readonly Queue<ModelRequest> _requests = new();
    private volatile Func<Conversation, ModelStep> _next = next;

    /// <summary>Happens after a request was logged.</summary>
    public event Action<ModelRequest>? Asked;

    /// <summary>The only key that is let in; null lets every key in.</summary>
    public string? ApiKey { get; set; }

    /// <summary>The last requests, oldest first.</summary>
    public IReadOnlyList<ModelRequest> Requests
    {
        get
        {
            lock (_gate)
            {
                return [.. _requests];
            }
        }
    }

    /// <summary>The requests that continue a task.</summary>
    public IReadOnlyList<ModelRequest> MainRequests => [.. Requests.Where(r => r.IsMain)];

    /// <summary>The model of the playground: it knows the demo repositories.</summary>
    public static ScriptedModel Demo() => new(DemoModel.Next);

    /// <summary>A model that takes these steps after each prompt, and repeats the last one.</summary>
    public static ScriptedModel Of(params IReadOnlyList<ModelStep> steps) => new(c => steps[Math.Min(c.Step, steps.Count - 1)]);

    /// <summary>A model with steps for the first prompt of a session, the second and so on; the last script repeats.</summary>
    public static ScriptedModel OfPrompts(params IReadOnlyList<IReadOnlyList<ModelStep>> scripts) => new(c =>
    {
        var steps = scripts[Math.Clamp(c.Prompts.Count - 1, 0, scripts.Count - 1)];
        return steps[Math.Min(c.Step, steps.Count - 1)];
    });

    /// <summary>Follows another script from now on.</summary>
    public void Use(Func<Conversation, ModelStep> next) => _next = next;

    /// <summary>Logs the request and returns the next step; side requests get a plain answer.</summary>
    internal ModelStep Answer(ModelRequest request)
    {
        lock (_gate)
        {
            _requests.Enqueue(request);
            if (_requests.Count > MaxRequests)
            {
                _requests.Dequeue();
            }
        }

        Asked?.Invoke(request);
        return request.IsMain ? _next(request.Conversation) : ModelStep.Say("ok");
    }
}
