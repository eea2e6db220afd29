namespace Octokit;

/// <summary>What stands in a query string.</summary>
public abstract class RequestParameters
{
    internal abstract IReadOnlyDictionary<string, string> Parameters();
}
