using Octokit.Internal;

namespace Octokit;

/// <summary>GitHub's REST API at github.com or on a GitHub Enterprise Server.</summary>
public class GitHubClient : IGitHubClient
{
    public static readonly Uri GitHubApiUrl = new("https://api.github.com/");

    private static readonly string[] _publicHosts = ["github.com", "api.github.com"];
    private readonly Connection _connection;

    public GitHubClient(ProductHeaderValue productInformation)
        : this(productInformation, GitHubApiUrl)
    {
    }

    public GitHubClient(ProductHeaderValue productInformation, ICredentialStore credentialStore)
        : this(productInformation, credentialStore, GitHubApiUrl)
    {
    }

    /// <summary>Of any server but github.com only scheme, host and port count: its API is at <c>/api/v3/</c>.</summary>
    public GitHubClient(ProductHeaderValue productInformation, Uri baseAddress)
        : this(productInformation, new InMemoryCredentialStore(Credentials.Anonymous), baseAddress)
    {
    }

    /// <inheritdoc cref="GitHubClient(ProductHeaderValue, Uri)"/>
    public GitHubClient(ProductHeaderValue productInformation, ICredentialStore credentialStore, Uri baseAddress)
    {
        ArgumentNullException.ThrowIfNull(productInformation);
        ArgumentNullException.ThrowIfNull(credentialStore);
        ArgumentNullException.ThrowIfNull(baseAddress);

        _connection = new Connection(productInformation, ApiAddress(baseAddress), credentialStore);
        Repository = new RepositoriesClient(_connection);
        PullRequest = new PullRequestsClient(_connection);
        GitHubApps = new GitHubAppsClient(_connection);
    }

    public Uri BaseAddress => _connection.BaseAddress;

    /// <summary>Credentials that stay the same; setting them replaces the store.</summary>
    public Credentials Credentials
    {
        get => _connection.CredentialStore.GetCredentials().GetAwaiter().GetResult();
        set => _connection.CredentialStore = new InMemoryCredentialStore(value);
    }

    public IRepositoriesClient Repository { get; }

    public IPullRequestsClient PullRequest { get; }

    public IGitHubAppsClient GitHubApps { get; }

    public ApiInfo GetLastApiInfo() => _connection.LastApiInfo;

    public void SetRequestTimeout(TimeSpan timeout) => _connection.Timeout = timeout;

    private static Uri ApiAddress(Uri address) =>
        _publicHosts.Contains(address.Host, StringComparer.OrdinalIgnoreCase)
            ? GitHubApiUrl
            : new Uri(new Uri(address.GetLeftPart(UriPartial.Authority)), "/api/v3/");
}
