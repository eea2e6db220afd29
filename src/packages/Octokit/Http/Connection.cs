using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Octokit;

/// <summary>Sends requests to one API address and turns bad answers into exceptions.</summary>
internal sealed class Connection(ProductHeaderValue product, Uri baseAddress, ICredentialStore credentialStore)
{
    /// <summary>More of one answer is an error: a page of 100 pull requests is about 2 MB.</summary>
    private const int MaxAnswerBytes = 32 * 1024 * 1024;

    private const int MaxRedirects = 3;

    // Renewed now and then so that a changed DNS record is seen.
    private static readonly HttpClient _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.All,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    })
    {
        MaxResponseContentBufferSize = MaxAnswerBytes,
        Timeout = System.Threading.Timeout.InfiniteTimeSpan,
    };

    private ApiInfo _lastApiInfo;

    internal Uri BaseAddress => baseAddress;

    internal ICredentialStore CredentialStore { get; set; } = credentialStore;

    internal TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(100);

    internal ApiInfo LastApiInfo => Volatile.Read(ref _lastApiInfo);

    internal Task<T> GetAsync<T>(string path) => SendAsync<T>(HttpMethod.Get, new Uri(baseAddress, path), null);

    internal Task<T> PostAsync<T>(string path, object body) => SendAsync<T>(HttpMethod.Post, new Uri(baseAddress, path), body);

    internal Task<T> PatchAsync<T>(string path, object body) => SendAsync<T>(HttpMethod.Patch, new Uri(baseAddress, path), body);

    /// <summary>All elements of a list, page after page.</summary>
    internal async Task<IReadOnlyList<T>> GetAllAsync<T>(string path, IReadOnlyDictionary<string, string> parameters, ApiOptions options)
    {
        var all = new List<T>();
        Uri page = new(baseAddress, path + options.Query(parameters));
        for (var pages = 0; page is not null && pages < (options.PageCount ?? int.MaxValue); pages++)
        {
            var response = await SendAsync(HttpMethod.Get, page, null).ConfigureAwait(false);
            all.AddRange(Json.Read<T[]>(response.Text));
            page = response.ApiInfo.Links.GetValueOrDefault("next");
        }

        return all;
    }

    private async Task<T> SendAsync<T>(HttpMethod method, Uri uri, object body)
    {
        var response = await SendAsync(method, uri, body).ConfigureAwait(false);
        return Json.Read<T>(response.Text);
    }

    private async Task<Response> SendAsync(HttpMethod method, Uri uri, object body)
    {
        using var timeout = new CancellationTokenSource(Timeout);
        for (var redirects = 0; ; redirects++)
        {
            using var request = await BuildAsync(method, uri, body).ConfigureAwait(false);
            using var message = await _http.SendAsync(request, timeout.Token).ConfigureAwait(false);
            var response = await Response.ReadAsync(message, timeout.Token).ConfigureAwait(false);
            Volatile.Write(ref _lastApiInfo, response.ApiInfo);

            if (redirects < MaxRedirects && Target(message, method, uri) is { } target)
            {
                uri = target;
                continue;
            }

            Errors.ThrowIfBad(response);
            return response;
        }
    }

    private async Task<HttpRequestMessage> BuildAsync(HttpMethod method, Uri uri, object body)
    {
        var request = new HttpRequestMessage(method, uri);
        request.Headers.UserAgent.Add(product.ForUserAgent());
        request.Headers.Accept.ParseAdd("application/vnd.github+json");
        request.Headers.Add("X-GitHub-Api-Version", "2022-11-28");
        if (body is not null)
            request.Content = new StringContent(Json.Write(body), Encoding.UTF8, "application/json");

        // Credentials are for the one server they were given for, wherever a link or redirect leads.
        if (IsSameServer(uri, baseAddress))
            request.Headers.Authorization = Authorization(await CredentialStore.GetCredentials().ConfigureAwait(false));

        return request;
    }

    private static AuthenticationHeaderValue Authorization(Credentials credentials) => credentials.AuthenticationType switch
    {
        AuthenticationType.Basic => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credentials.Login}:{credentials.Password}"))),
        AuthenticationType.Oauth => new("Token", credentials.Password),
        AuthenticationType.Bearer => new("Bearer", credentials.Password),
        _ => null,
    };

    // A renamed or moved repository answers 301, 302 or 307.
    private static Uri Target(HttpResponseMessage message, HttpMethod method, Uri uri)
    {
        var keepsMethod = message.StatusCode is HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;
        var isMoved = message.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.Found;
        if (message.Headers.Location is not { } location || !(keepsMethod || (isMoved && method == HttpMethod.Get)))
            return null;

        var target = new Uri(uri, location);
        return IsSameServer(target, uri) ? target : null;
    }

    private static bool IsSameServer(Uri left, Uri right) =>
        Uri.Compare(left, right, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0;
}
