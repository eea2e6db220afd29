namespace Benchmarks.Temporal;

/// <summary>
/// What the official development server does on a machine of this size (2 cores), for scale: measured once, with the same
/// workflow of one activity, and not measured again here.
/// </summary>
internal static class DevServer
{
    public const string Column = "dev server, for scale";
    public const string Latency = "150 ms";
    public const string WorkflowsPerSecond = "30/s";
    public const string InMemoryWorkflowsPerSecond = "70/s";
    public const string SignalsPerSecond = "207/s";
    public const string IdleMemory = "155 MB";
    public const string Start = "0.25 s";
}
