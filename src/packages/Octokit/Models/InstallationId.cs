using System.Text.Json.Serialization;

namespace Octokit;

/// <summary>The number of an installation.</summary>
public class InstallationId
{
    public InstallationId()
    {
    }

    public InstallationId(long id) => Id = id;

    [JsonInclude]
    public long Id { get; internal set; }
}
