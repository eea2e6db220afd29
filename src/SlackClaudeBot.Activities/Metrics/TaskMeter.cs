using System.Diagnostics.Metrics;
using SlackClaudeBot.Workflows.Contracts;
using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Activities.Metrics;

/// <summary>Publishes counts of ended tasks through .NET's metrics, for example to OpenTelemetry.</summary>
public sealed class TaskMeter
{
    /// <summary>The meter's name.</summary>
    public const string Name = "SlackClaudeBot.Tasks";

    private readonly Counter<long> _ended;
    private readonly Counter<double> _cost;
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _agentTime;
    private readonly Histogram<double> _waited;
    private readonly Histogram<int> _attempts;

    public TaskMeter(IMeterFactory factory)
    {
        var meter = factory.Create(Name);
        _ended = meter.CreateCounter<long>("tasks.ended", "{task}", "Tasks that ended, by status.");
        _cost = meter.CreateCounter<double>("tasks.cost", "USD", "What ended tasks cost.");
        _duration = meter.CreateHistogram<double>("tasks.duration", "s", "From the request to the end.");
        _agentTime = meter.CreateHistogram<double>("tasks.agent.duration", "s", "How long agents worked.");
        _waited = meter.CreateHistogram<double>("tasks.waited", "s", "How long tasks waited for people.");
        _attempts = meter.CreateHistogram<int>("tasks.attempts", "{attempt}", "Attempts of ended tasks.");
    }

    public void Record(TaskMetrics metrics)
    {
        var status = new KeyValuePair<string, object?>("status", metrics.Status.WireName());
        var workflow = new KeyValuePair<string, object?>("workflow", metrics.WorkflowType);
        _ended.Add(1, status, workflow);
        _cost.Add((double)metrics.CostUsd, status, workflow);
        _duration.Record(metrics.Duration.TotalSeconds, status, workflow);
        _agentTime.Record(metrics.AgentTime.TotalSeconds, status, workflow);
        _waited.Record(metrics.WaitedForPeople.TotalSeconds, status, workflow);
        _attempts.Record(metrics.Attempts, status, workflow);
    }
}
