using EmbeddedTemporal.Storage;

namespace EmbeddedTemporal.Runs;

/// <summary>The pending activities that a client means: the one of an id, those of a type, or all.</summary>
/// <param name="Id">An activity's id; empty if they are not chosen by id.</param>
/// <param name="Type">A type; empty if they are not chosen by type.</param>
internal readonly record struct ActivitySelection(string Id, string Type)
{
    /// <summary>All pending activities.</summary>
    public static ActivitySelection All => new("", "");

    public static ActivitySelection ById(string id) => new(id, "");

    public static ActivitySelection ByType(string type) => new("", type);

    /// <summary>Whether the activity is one of them.</summary>
    public bool Includes(ActivityState activity) => (Id.Length == 0 || activity.ActivityId == Id) && (Type.Length == 0 || activity.ActivityType == Type);
}
