namespace Octokit;

/// <summary>What to change of a pull request; nulls stay as they are.</summary>
public class PullRequestUpdate
{
    public string Title { get; set; }

    public ItemState? State { get; set; }

    public string Body { get; set; }

    public string Base { get; set; }

    public bool? MaintainerCanModify { get; set; }
}
