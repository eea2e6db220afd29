namespace Octokit;

/// <summary>A pull request to open.</summary>
public class NewPullRequest(string title, string head, string baseRef)
{
    public string Title { get; private set; } = title;

    /// <summary>The branch to merge into.</summary>
    public string Base { get; private set; } = baseRef;

    /// <summary>The branch to merge; <c>owner:branch</c> of a fork.</summary>
    public string Head { get; private set; } = head;

    public bool? MaintainerCanModify { get; set; }

    public string Body { get; set; }

    public bool? Draft { get; set; }
}
