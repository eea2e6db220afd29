using SlackClaudeBot.Playground.MessagesApi;

namespace SlackClaudeBot.EndToEnd.Drivers;

/// <summary>Lets the model fall silent once at a step, and says when it is asked at each.</summary>
public sealed class ModelHold
{
    private readonly TaskCompletionSource[] _asked = [new(TaskCreationOptions.RunContinuationsAsynchronously), new(TaskCreationOptions.RunContinuationsAsynchronously)];
    private int _silentAt = -1;

    /// <summary>Completes when the model is asked at a step for the first time.</summary>
    public Task AskedAsync(int step) => _asked[step].Task;

    /// <summary>Never answers the first request at a step; completes when it is asked there.</summary>
    public Task SilentAtAsync(int step)
    {
        _silentAt = step;
        return AskedAsync(step);
    }

    /// <summary>For <see cref="SmallFix.Model"/>.</summary>
    public ModelStep? Instead(Conversation conversation)
    {
        var silent = Interlocked.CompareExchange(ref _silentAt, -1, conversation.Step) == conversation.Step;
        _asked[Math.Min(conversation.Step, _asked.Length - 1)].TrySetResult();
        return silent ? new ModelStep { Hangs = true } : null;
    }
}
