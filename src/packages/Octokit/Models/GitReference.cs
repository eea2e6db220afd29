using System.Text.Json.Serialization;

namespace Octokit;

/// <summary>One side of a pull request.</summary>
public class GitReference
{
    /// <summary><c>owner:branch</c>.</summary>
    [JsonInclude]
    public string Label { get; private set; }

    /// <summary>The branch.</summary>
    [JsonInclude]
    public string Ref { get; private set; } = string.Empty;

    [JsonInclude]
    public string Sha { get; private set; } = string.Empty;

    [JsonInclude]
    public User User { get; private set; }
}
