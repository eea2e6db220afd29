namespace Temporalio.Activities;

/// <summary>Marks a method as an activity. Its name defaults to the method's without a trailing <c>Async</c>.</summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class ActivityAttribute : Attribute
{
    /// <summary>An activity named after its method.</summary>
    public ActivityAttribute()
    {
    }

    /// <summary>An activity with a name of its own.</summary>
    /// <param name="name">The activity type as it stands in histories.</param>
    public ActivityAttribute(string name) => Name = name;

    /// <summary>The activity type, or null to take the method's name.</summary>
    public string? Name { get; }

    /// <summary>Whether this activity takes every type that no other activity of the worker has.</summary>
    public bool Dynamic { get; set; }
}
