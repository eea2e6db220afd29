namespace Octokit;

/// <summary>Which pull requests of a repository to list.</summary>
public class PullRequestRequest : RequestParameters
{
    public ItemStateFilter State { get; set; } = ItemStateFilter.Open;

    /// <summary><c>owner:branch</c> of the head.</summary>
    public string Head { get; set; }

    /// <summary>The base branch.</summary>
    public string Base { get; set; }

    internal override IReadOnlyDictionary<string, string> Parameters()
    {
        var parameters = new Dictionary<string, string> { ["state"] = new StringEnum<ItemStateFilter>(State).StringValue };
        if (Head is not null)
            parameters["head"] = Head;
        if (Base is not null)
            parameters["base"] = Base;

        return parameters;
    }
}
