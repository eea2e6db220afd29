using System.Net;
using Newtonsoft.Json;

namespace SlackNet;

/// <summary>As in the official package, an answer without <c>Content-Type</c> or a 429 without <c>Retry-After</c> is a NullReferenceException.</summary>
internal sealed class Http(SlackJsonSettings jsonSettings, Func<HttpClient> getHttpClient) : IHttp
{
    public async Task<T> Execute<T>(HttpRequestMessage requestMessage, CancellationToken cancellationToken = default)
    {
        using var response = await getHttpClient().SendAsync(requestMessage, cancellationToken);
        if (response.StatusCode == HttpStatusCode.TooManyRequests)
        {
            throw new SlackRateLimitException(response.Headers.RetryAfter.Delta);
        }

        response.EnsureSuccessStatusCode();
        return response.Content.Headers.ContentType.MediaType == "application/json"
            ? JsonConvert.DeserializeObject<T>(await response.Content.ReadAsStringAsync(cancellationToken), jsonSettings.SerializerSettings)
            : default;
    }
}
