using System.Collections.Concurrent;
using SlackClaudeBot.Playground.MessagesApi;

namespace SlackClaudeBot.EndToEnd.Drivers;

/// <summary>Lets the model fall silent once at a step, and says when it is asked at each.</summary>
public sealed class ModelHold
{
    private readonly TaskCompletionSource[] _asked = [new(TaskCreationOptions.RunContinuationsAsynchronously), new(TaskCreationOptions.RunContinuationsAsynchronously)];
    private readonly ConcurrentDictionary<int, Task> _happens = new();
    private int _silentAt = -1;

    /// <summary>Completes when the model is asked at a step for the first time.</summary>
    public Task AskedAsync(int step) => _asked[step].Task;

    /// <summary>Never answers the first request at a step; completes when it is asked there.</summary>
    public Task SilentAtAsync(int step)
    {
        _silentAt = step;
        return AskedAsync(step);
    }

    /// <summary>Answers no request at a step of the first prompt before something has happened; completes when it is asked there.</summary>
    public Task WaitsAtAsync(int step, Task happened)
    {
        _happens[step] = happened;
        return AskedAsync(step);
    }

    /// <summary>For <see cref="SmallFix.Model"/>.</summary>
    public ModelStep? Instead(Conversation conversation)
    {
        var silent = Interlocked.CompareExchange(ref _silentAt, -1, conversation.Step) == conversation.Step;
        _asked[Math.Min(conversation.Step, _asked.Length - 1)].TrySetResult();
        if (silent)
        {
            return new ModelStep { Hangs = true };
        }

        return conversation.Prompts.Count == 1 && _happens.TryGetValue(conversation.Step, out var happened) ? SmallFix.Next(conversation) with { After = happened } : null;
    }
}
