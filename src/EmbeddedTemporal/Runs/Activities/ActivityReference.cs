using EmbeddedTemporal.Storage;

namespace EmbeddedTemporal.Runs;

/// <summary>An activity as a worker or client names it: by task token, or by its id.</summary>
internal readonly record struct ActivityReference(TaskToken? Token, string? ActivityId)
{
    public static ActivityReference Of(TaskToken token) => new(token, null);

    public static ActivityReference Of(string activityId) => new(null, activityId);
}
