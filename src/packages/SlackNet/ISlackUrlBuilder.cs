namespace SlackNet;

/// <summary>Builds the address of a Web API method.</summary>
public interface ISlackUrlBuilder
{
    /// <param name="apiMethod">For example <c>chat.postMessage</c>.</param>
    /// <param name="args">The query. Null values are left out.</param>
    string Url(string apiMethod, Dictionary<string, object> args);
}
