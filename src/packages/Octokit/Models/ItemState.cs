namespace Octokit;

/// <summary>Whether a pull request is open.</summary>
public enum ItemState
{
    Open,
    Closed,
}
