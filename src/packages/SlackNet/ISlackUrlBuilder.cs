namespace SlackNet;

/// <summary>Decides where a Web API method is called.</summary>
public interface ISlackUrlBuilder
{
    /// <param name="apiMethod">For example <c>chat.postMessage</c>.</param>
    /// <param name="args">Put into the query where they are not null.</param>
    string Url(string apiMethod, Dictionary<string, object> args);
}
