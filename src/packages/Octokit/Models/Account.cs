using System.Text.Json.Serialization;

namespace Octokit;

/// <summary>A person or organization.</summary>
public abstract class Account
{
    [JsonInclude]
    public string Login { get; protected set; } = string.Empty;

    [JsonInclude]
    public string HtmlUrl { get; protected set; }
}
