namespace SlackNet;

/// <summary>A workspace.</summary>
public class Team
{
    public string Id { get; set; }

    public string Domain { get; set; }
}

/// <summary>A channel, as requests name it.</summary>
[Obsolete("Use Conversation instead")]
public class Channel
{
    public string Id { get; set; }

    public string Name { get; set; }
}

/// <summary>A person, as requests name them.</summary>
public class User
{
    public string Id { get; set; }

    public string TeamId { get; set; }

    public string Name { get; set; }
}
