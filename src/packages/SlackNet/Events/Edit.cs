namespace SlackNet;

/// <summary>Who edited a message, and when.</summary>
public class Edit
{
    public string User { get; set; }

    public string Ts { get; set; }
}
