using System.Linq.Expressions;
using Microsoft.Extensions.Logging;
using Temporalio.Common;
using Temporalio.Converters;

namespace Temporalio.Workflows;

/// <summary>All that a workflow may call. Every member but <see cref="InWorkflow"/> throws outside a workflow.</summary>
public static partial class Workflow
{
    // Conditions are asked between a workflow's tasks, where no task scheduler is current.
    [ThreadStatic]
    private static IWorkflowContext? _impersonated;

    /// <summary>Whether this code runs in a workflow.</summary>
    public static bool InWorkflow => TaskScheduler.Current is IWorkflowContext || _impersonated is not null;

    /// <summary>Whether no signal handler runs any more.</summary>
    public static bool AllHandlersFinished => Context.AllHandlersFinished;

    /// <summary>Cancelled when someone asked the workflow to cancel.</summary>
    public static CancellationToken CancellationToken => Context.CancellationToken;

    /// <summary>Whether history has grown so long that the run should continue as new.</summary>
    public static bool ContinueAsNewSuggested => Context.ContinueAsNewSuggested;

    /// <summary>Markdown of what the workflow is at, for Temporal's UI.</summary>
    public static string CurrentDetails
    {
        get => Context.CurrentDetails;
        set => Context.CurrentDetails = value;
    }

    /// <summary>How many events history has.</summary>
    public static int CurrentHistoryLength => Context.CurrentHistoryLength;

    /// <summary>How many bytes history has.</summary>
    public static int CurrentHistorySize => Context.CurrentHistorySize;

    /// <summary>Answers queries that no other handler has.</summary>
    public static WorkflowQueryDefinition? DynamicQuery
    {
        get => Context.DynamicQuery;
        set => Context.DynamicQuery = value;
    }

    /// <summary>Takes signals that no other handler has.</summary>
    public static WorkflowSignalDefinition? DynamicSignal
    {
        get => Context.DynamicSignal;
        set => Context.DynamicSignal = value;
    }

    /// <summary>What the run knows of itself.</summary>
    public static WorkflowInfo Info => Context.Info;

    /// <summary>The object that runs.</summary>
    public static object Instance => Context.Instance;

    /// <summary>A logger that is silent on replay.</summary>
    public static ILogger Logger => Context.Logger;

    /// <summary>The memo as it stands.</summary>
    public static IReadOnlyDictionary<string, IRawValue> Memo => Context.Memo;

    /// <summary>Turns values into payloads and back.</summary>
    public static IPayloadConverter PayloadConverter => Context.PayloadConverter;

    /// <summary>Handlers of queries by name; can be changed.</summary>
    public static IDictionary<string, WorkflowQueryDefinition> Queries => Context.Queries;

    /// <summary>Random numbers, the same on replay.</summary>
    public static DeterministicRandom Random => Context.Random;

    /// <summary>Handlers of signals by name; can be changed. Signals without one wait for it.</summary>
    public static IDictionary<string, WorkflowSignalDefinition> Signals => Context.Signals;

    /// <summary>The time, UTC, the same on replay.</summary>
    public static DateTime UtcNow => Context.UtcNow;

    private static IWorkflowContext Context =>
        TaskScheduler.Current as IWorkflowContext ?? _impersonated ?? throw new InvalidOperationException("Not in workflow");

    /// <summary>An exception that, thrown, ends this run and begins another.</summary>
    public static ContinueAsNewException CreateContinueAsNewException<TWorkflow, TResult>(
        Expression<Func<TWorkflow, Task<TResult>>> workflowRunCall, ContinueAsNewOptions? options = null)
    {
        var (method, args) = CallExpression.Extract(workflowRunCall);
        return CreateContinueAsNewException(WorkflowDefinition.NameFromRunMethod(method), args, options);
    }

    /// <summary>An exception that, thrown, ends this run and begins another.</summary>
    public static ContinueAsNewException CreateContinueAsNewException<TWorkflow>(
        Expression<Func<TWorkflow, Task>> workflowRunCall, ContinueAsNewOptions? options = null)
    {
        var (method, args) = CallExpression.Extract(workflowRunCall);
        return CreateContinueAsNewException(WorkflowDefinition.NameFromRunMethod(method), args, options);
    }

    /// <summary>An exception that, thrown, ends this run and begins another.</summary>
    public static ContinueAsNewException CreateContinueAsNewException(string workflow, IReadOnlyCollection<object?> args, ContinueAsNewOptions? options = null)
    {
        _ = Context;
        return new(workflow, args, options);
    }

    /// <summary>Waits. <see cref="Timeout.Infinite"/> waits for the cancellation.</summary>
    public static Task DelayAsync(int millisecondsDelay, CancellationToken? cancellationToken = null) =>
        DelayAsync(TimeSpan.FromMilliseconds(millisecondsDelay), cancellationToken);

    /// <summary>Waits. <see cref="Timeout.InfiniteTimeSpan"/> waits for the cancellation.</summary>
    public static Task DelayAsync(TimeSpan delay, CancellationToken? cancellationToken = null) =>
        DelayWithOptionsAsync(new() { Delay = delay, CancellationToken = cancellationToken });

    /// <summary>Waits.</summary>
    public static Task DelayWithOptionsAsync(DelayOptions options) => Context.DelayAsync(options);

    /// <summary>Whether this run goes the new way: it does unless it passed here before the patch was there.</summary>
    public static bool Patched(string patchId) => Context.Patch(patchId, deprecated: false);

    /// <summary>Says that no run goes the old way of a patch any more.</summary>
    public static void DeprecatePatch(string patchId) => Context.Patch(patchId, deprecated: true);

    /// <summary>A handle on another workflow.</summary>
    public static ExternalWorkflowHandle GetExternalWorkflowHandle(string id, string? runId = null) => GetExternalWorkflowHandle<object>(id, runId);

    /// <summary>A handle on another workflow of a known type.</summary>
    public static ExternalWorkflowHandle<TWorkflow> GetExternalWorkflowHandle<TWorkflow>(string id, string? runId = null) =>
        Context.GetExternalWorkflowHandle<TWorkflow>(id, runId);

    /// <summary>A new id, the same on replay.</summary>
    public static Guid NewGuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        Random.NextBytes(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new(bytes, bigEndian: true);
    }

    /// <summary>Runs a function as a task of its own; in workflows in place of <see cref="Task.Run(Action)"/>.</summary>
    public static Task RunTaskAsync(Func<Task> function, CancellationToken? cancellationToken = null)
    {
        _ = Context;
        return Task.Factory.StartNew(function, cancellationToken ?? CancellationToken, TaskCreationOptions.None, TaskScheduler.Current).Unwrap();
    }

    /// <summary>Runs a function as a task of its own; in workflows in place of <see cref="Task.Run(Action)"/>.</summary>
    public static Task<TResult> RunTaskAsync<TResult>(Func<Task<TResult>> function, CancellationToken? cancellationToken = null)
    {
        _ = Context;
        return Task.Factory.StartNew(function, cancellationToken ?? CancellationToken, TaskCreationOptions.None, TaskScheduler.Current).Unwrap();
    }

    /// <summary>Changes memo fields.</summary>
    public static void UpsertMemo(params MemoUpdate[] updates) => Context.UpsertMemo(updates);

    /// <summary>Waits for a condition.</summary>
    public static Task WaitConditionAsync(Func<bool> conditionCheck, CancellationToken? cancellationToken = null) =>
        WaitConditionWithOptionsAsync(new() { ConditionCheck = conditionCheck, CancellationToken = cancellationToken });

    /// <summary>Waits for a condition; false when the time is over.</summary>
    public static Task<bool> WaitConditionAsync(Func<bool> conditionCheck, int timeoutMilliseconds, CancellationToken? cancellationToken = null) =>
        WaitConditionAsync(conditionCheck, TimeSpan.FromMilliseconds(timeoutMilliseconds), cancellationToken);

    /// <summary>Waits for a condition; false when the time is over.</summary>
    public static Task<bool> WaitConditionAsync(Func<bool> conditionCheck, TimeSpan timeout, CancellationToken? cancellationToken = null) =>
        WaitConditionWithOptionsAsync(new() { ConditionCheck = conditionCheck, Timeout = timeout, CancellationToken = cancellationToken });

    /// <summary>Waits for a condition; false when the time is over.</summary>
    public static Task<bool> WaitConditionWithOptionsAsync(WaitConditionOptions options) => Context.WaitConditionAsync(options);

    /// <summary>Makes the code that follows on this thread see a workflow until disposed.</summary>
    internal static IDisposable Impersonate(IWorkflowContext context)
    {
        _impersonated = context;
        return new Impersonation();
    }

    private sealed class Impersonation : IDisposable
    {
        public void Dispose() => _impersonated = null;
    }

    /// <summary>What workflow code should rarely ask.</summary>
    public static class Unsafe
    {
        /// <summary>Whether the workflow only repeats what it has done before.</summary>
        public static bool IsReplaying => Context.IsReplaying;

        /// <summary>Whether events of history are replayed; false in queries.</summary>
        public static bool IsReplayingHistoryEvents => Context.IsReplayingHistoryEvents;
    }
}
