namespace Octokit;

/// <summary>Remembers the headers of the last answer.</summary>
public interface IApiInfoProvider
{
    /// <summary>The last answer's, or null before the first.</summary>
    ApiInfo GetLastApiInfo();
}
