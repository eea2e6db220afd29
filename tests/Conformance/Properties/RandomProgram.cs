namespace Conformance.Properties;

/// <summary>A step of a workflow made at random. What it adds to the workflow's result does not depend on when things happen.</summary>
/// <param name="Kind">One of <see cref="StepKinds"/>.</param>
/// <param name="Number">What the kind makes of it: a wait in milliseconds, a number of attempts, the number of a signal.</param>
/// <param name="Children">The steps that run side by side.</param>
public sealed record Step(string Kind, int Number, IReadOnlyList<Step> Children);

/// <summary>The kinds of steps.</summary>
public static class StepKinds
{
    public const string Echo = "echo";
    public const string Flaky = "flaky";
    public const string Fatal = "fatal";
    public const string Timer = "timer";
    public const string CanceledTimer = "canceled-timer";
    public const string UnstartedTimer = "unstarted-timer";
    public const string CanceledActivity = "canceled-activity";
    public const string AbandonedActivity = "abandoned-activity";
    public const string Signal = "signal";
    public const string SignalInTime = "signal-in-time";
    public const string NoSignalInTime = "no-signal-in-time";
    public const string Letter = "letter";
    public const string LetterToNobody = "letter-to-nobody";
    public const string Patch = "patch";
    public const string Random = "random";
    public const string Parallel = "parallel";
}

/// <summary>
/// Makes workflows at random. Not FsCheck: all of a test's workflows run at the same time on one service that is killed at random, so that
/// shrinking one of them would not repeat its failure.
/// </summary>
internal sealed class RandomProgram(Random random)
{
    private static readonly string[] _kinds =
    [
        StepKinds.Echo, StepKinds.Echo, StepKinds.Flaky, StepKinds.Fatal, StepKinds.Timer, StepKinds.CanceledTimer, StepKinds.UnstartedTimer,
        StepKinds.CanceledActivity, StepKinds.AbandonedActivity, StepKinds.Signal, StepKinds.SignalInTime, StepKinds.NoSignalInTime,
        StepKinds.Letter, StepKinds.LetterToNobody, StepKinds.Patch, StepKinds.Random, StepKinds.Parallel,
    ];

    private int _signals;

    /// <summary>How many signals it waits for, numbered from 1.</summary>
    public int Signals => _signals;

    public IReadOnlyList<Step> Steps(int count, int depth = 2) => [.. Enumerable.Range(0, count).Select(_ => Step(depth))];

    private Step Step(int depth)
    {
        var kind = _kinds[random.Next(depth > 0 ? _kinds.Length : _kinds.Length - 1)];
        return kind switch
        {
            StepKinds.Signal or StepKinds.SignalInTime => new(kind, ++_signals, []),
            StepKinds.Flaky => new(kind, random.Next(1, 4), []),
            StepKinds.Parallel => new(kind, 0, Steps(random.Next(2, 5), depth - 1)),
            _ => new(kind, random.Next(1, 20), []),
        };
    }
}
