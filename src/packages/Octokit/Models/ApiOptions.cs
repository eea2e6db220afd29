namespace Octokit;

/// <summary>Which pages of a list to read; all of them where nothing is set.</summary>
public class ApiOptions
{
    public static ApiOptions None => new();

    /// <summary>The first page, from 1.</summary>
    public int? StartPage { get; set; }

    /// <summary>How many pages.</summary>
    public int? PageCount { get; set; }

    /// <summary>Elements a page, at most 100.</summary>
    public int? PageSize { get; set; }

    internal string Query(IReadOnlyDictionary<string, string> parameters)
    {
        var all = new List<string>(parameters.Select(p => $"{p.Key}={Uri.EscapeDataString(p.Value)}"));
        if (StartPage is { } page)
            all.Add($"page={page}");
        if (PageSize is { } size)
            all.Add($"per_page={size}");

        return all.Count == 0 ? string.Empty : "?" + string.Join('&', all);
    }
}
