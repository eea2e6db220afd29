namespace SlackNet;

/// <summary>A workspace.</summary>
public class Team
{
    public string Id { get; set; }

    public string Domain { get; set; }
}

/// <summary>Any kind of channel.</summary>
[Obsolete("Use Conversation instead")]
public class Hub
{
    public string Id { get; set; }
}

/// <summary>The channel of a request.</summary>
[Obsolete("Use Conversation instead")]
public class Channel : Hub
{
    public string Name { get; set; }
}

/// <summary>The person who sent a request.</summary>
public class User
{
    public string Id { get; set; }

    public string TeamId { get; set; }

    public string Name { get; set; }
}
