namespace Octokit;

/// <summary>Which pull requests to list.</summary>
public enum ItemStateFilter
{
    Open,
    Closed,
    All,
}
