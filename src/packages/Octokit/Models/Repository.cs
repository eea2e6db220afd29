using System.Text.Json.Serialization;

namespace Octokit;

/// <summary>A repository.</summary>
public class Repository
{
    public Repository()
    {
    }

    public Repository(long id) => Id = id;

    [JsonInclude]
    public long Id { get; private set; }

    [JsonInclude]
    public string Name { get; private set; } = string.Empty;

    /// <summary><c>owner/name</c>; after a move the new one.</summary>
    [JsonInclude]
    public string FullName { get; private set; } = string.Empty;

    [JsonInclude]
    public User Owner { get; private set; }

    [JsonInclude]
    public string HtmlUrl { get; private set; } = string.Empty;

    [JsonInclude]
    public string CloneUrl { get; private set; } = string.Empty;

    [JsonInclude]
    public string DefaultBranch { get; private set; } = string.Empty;

    [JsonInclude]
    public bool Private { get; private set; }

    [JsonInclude]
    public bool Archived { get; private set; }

    /// <summary>In kilobytes.</summary>
    [JsonInclude]
    public long Size { get; private set; }
}
