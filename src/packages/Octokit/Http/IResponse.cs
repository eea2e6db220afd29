using System.Net;

namespace Octokit;

/// <summary>What the server answered.</summary>
public interface IResponse
{
    /// <summary>The text of the body; null where it was empty.</summary>
    object Body { get; }

    IReadOnlyDictionary<string, string> Headers { get; }

    ApiInfo ApiInfo { get; }

    HttpStatusCode StatusCode { get; }

    string ContentType { get; }
}
