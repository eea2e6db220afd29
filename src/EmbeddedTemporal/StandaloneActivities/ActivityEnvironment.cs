using EmbeddedTemporal.Runs;

namespace EmbeddedTemporal.StandaloneActivities;

/// <summary>The services that every standalone activity uses.</summary>
internal sealed record ActivityEnvironment(RunEnvironment Runs)
{
    public ActivityWriter Writer { get; } = new();

    /// <summary>Called for each activity that has closed or was removed, once that is on disk.</summary>
    public Action<StandaloneActivity> Closed { get; set; } = static _ => { };
}
