using System.Collections.Concurrent;
using Octokit;
using SlackClaudeBot.GitHub.Failures;
using SlackClaudeBot.Workflows.Contracts;

namespace SlackClaudeBot.GitHub.Auth;

/// <summary>
/// Tokens of a GitHub App: one for each owner that installed it, renewed before it expires. Not HybridCache: a token's lifetime is known only
/// with the token, and its installation's id outlives it.
/// </summary>
internal sealed class AppTokens(GitHubOptions options, TimeProvider time) : IGitHubTokens
{
    /// <summary>
    /// A token is valid for an hour. It must outlive the push that starts with it, and a revoked one must
    /// not be used for long. So each is used for ten minutes.
    /// </summary>
    private static readonly TimeSpan _leastLifetime = TimeSpan.FromMinutes(50);

    private readonly ConcurrentDictionary<string, Installed> _owners = new(StringComparer.OrdinalIgnoreCase);

    public async Task<string> GetTokenAsync(string owner, string repository, CancellationToken cancellationToken)
    {
        var installed = _owners.GetOrAdd(owner, _ => new Installed());
        await installed.Gate.WaitAsync(cancellationToken);
        try
        {
            if (installed.Token is not { } token || token.ExpiresAt - time.GetUtcNow() < _leastLifetime)
            {
                installed.Token = token = await RenewAsync(installed, owner, repository);
            }

            return token.Token;
        }
        finally
        {
            installed.Gate.Release();
        }
    }

    private async Task<AccessToken> RenewAsync(Installed installed, string owner, string repository)
    {
        var apps = new GitHubClient(GitHubClients.Product, new AppCredentials(options, time), new Uri(options.ApiUrl)).GitHubApps;
        try
        {
            return await FindTokenAsync(apps, installed.Id) ?? await LookUpAsync();
        }
        catch (NotFoundException e)
        {
            throw ActivityFailures.InvalidRequest($"The GitHub App is not installed on {owner}/{repository}. Install it there, or choose another repository.", e);
        }
        catch (Exception e) when (e is ApiException or HttpRequestException or OperationCanceledException)
        {
            throw GitHubFailures.Classify(e, $"{owner}/{repository}", branch: null, time.GetUtcNow());
        }

        async Task<AccessToken> LookUpAsync()
        {
            installed.Id = (await apps.GetRepositoryInstallationForCurrent(owner, repository)).Id;
            return await apps.CreateInstallationToken(installed.Id.Value);
        }
    }

    // Null for an unknown installation, or one that was removed and perhaps installed again.
    private static async Task<AccessToken?> FindTokenAsync(IGitHubAppsClient apps, long? installation)
    {
        if (installation is not { } id)
        {
            return null;
        }

        try
        {
            return await apps.CreateInstallationToken(id);
        }
        catch (NotFoundException)
        {
            return null;
        }
    }

    private sealed class Installed
    {
        internal SemaphoreSlim Gate { get; } = new(1, 1);

        internal long? Id { get; set; }

        internal AccessToken? Token { get; set; }
    }

    private sealed class AppCredentials(GitHubOptions options, TimeProvider time) : ICredentialStore
    {
        public Task<Credentials> GetCredentials() =>
            Task.FromResult(new Credentials(AppJwt.Create(options.AppId!, options.AppPrivateKey!, time.GetUtcNow()), AuthenticationType.Bearer));
    }
}
