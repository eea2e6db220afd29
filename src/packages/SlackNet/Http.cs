using System.Net;
using Newtonsoft.Json;

namespace SlackNet;

/// <summary>HTTP over <see cref="HttpClient"/>.</summary>
internal sealed class Http(SlackJsonSettings jsonSettings, Func<HttpClient> getHttpClient, ILogger logger) : IHttp
{
    public async Task<T> Execute<T>(HttpRequestMessage requestMessage, CancellationToken cancellationToken = default)
    {
        using var response = await getHttpClient().SendAsync(requestMessage, cancellationToken).ConfigureAwait(false);
        // Only the host is logged: queries contain text of people, and the path of a response_url is a secret.
        logger.Log(
            LogCategory.Request,
            null,
            "{Method} to {Host} was answered {Status}",
            ("Method", requestMessage.Method.Method),
            ("Host", requestMessage.RequestUri.Host),
            ("Status", (int)response.StatusCode));
        if (response.StatusCode == HttpStatusCode.TooManyRequests)
        {
            throw new SlackRateLimitException(response.Headers.RetryAfter?.Delta);
        }

        response.EnsureSuccessStatusCode();
        var body = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);

        // A response_url and an upload answer "ok" or nothing, not JSON.
        return response.Content.Headers.ContentType?.MediaType == "application/json"
            ? JsonConvert.DeserializeObject<T>(body, jsonSettings.SerializerSettings)
            : default;
    }
}
