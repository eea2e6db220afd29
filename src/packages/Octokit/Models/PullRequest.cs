using System.Text.Json.Serialization;

namespace Octokit;

/// <summary>A pull request.</summary>
public class PullRequest
{
    public PullRequest()
    {
    }

    public PullRequest(int number) => Number = number;

    [JsonInclude]
    public long Id { get; private set; }

    [JsonInclude]
    public string Url { get; private set; } = string.Empty;

    /// <summary>Its page.</summary>
    [JsonInclude]
    public string HtmlUrl { get; private set; } = string.Empty;

    [JsonInclude]
    public int Number { get; private set; }

    [JsonInclude]
    public StringEnum<ItemState> State { get; private set; }

    [JsonInclude]
    public string Title { get; private set; } = string.Empty;

    [JsonInclude]
    public string Body { get; private set; }

    [JsonInclude]
    public DateTimeOffset CreatedAt { get; private set; }

    [JsonInclude]
    public DateTimeOffset? ClosedAt { get; private set; }

    [JsonInclude]
    public DateTimeOffset? MergedAt { get; private set; }

    [JsonInclude]
    public GitReference Head { get; private set; } = new();

    [JsonInclude]
    public GitReference Base { get; private set; } = new();

    [JsonInclude]
    public User User { get; private set; }

    [JsonInclude]
    public bool Draft { get; private set; }

    [JsonInclude]
    public bool Merged { get; private set; }
}
