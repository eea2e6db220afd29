namespace SlackNet.Events;

/// <summary>The last edit of a message: its author and its time.</summary>
public class Edit
{
    public string User { get; set; }

    public string Ts { get; set; }
}
