using System.Text.Json.Serialization;

namespace Octokit;

/// <summary>A GitHub App as one account has it.</summary>
public class Installation : InstallationId
{
    [JsonInclude]
    public User Account { get; private set; }

    [JsonInclude]
    public long AppId { get; private set; }

    /// <summary>Set where the account has paused it.</summary>
    [JsonInclude]
    public DateTimeOffset? SuspendedAt { get; private set; }
}
