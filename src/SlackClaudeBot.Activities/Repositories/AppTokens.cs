using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Octokit;

namespace SlackClaudeBot.Activities.Repositories;

/// <summary>Tokens of a GitHub App: one for each owner that installed it, renewed before it expires.</summary>
internal sealed class AppTokens(IOptions<GitHubOptions> options, TimeProvider time) : IGitHubTokens
{
    /// <summary>A token must outlive the push that begins with it.</summary>
    private static readonly TimeSpan _leastLifetime = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, Installed> _owners = new(StringComparer.OrdinalIgnoreCase);

    public async Task<string> GetTokenAsync(string owner, string repository, CancellationToken cancellationToken)
    {
        var installed = _owners.GetOrAdd(owner, _ => new Installed());
        await installed.Gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (installed.Token is not { } token || token.ExpiresAt - time.GetUtcNow() < _leastLifetime)
                installed.Token = token = await RenewAsync(installed, owner, repository).ConfigureAwait(false);

            return token.Token;
        }
        finally
        {
            installed.Gate.Release();
        }
    }

    private async Task<AccessToken> RenewAsync(Installed installed, string owner, string repository)
    {
        var apps = new GitHubClient(GitHubClients.Product, new AppCredentials(options.Value, time), new Uri(options.Value.ApiUrl)).GitHubApps;
        installed.Id ??= (await apps.GetRepositoryInstallationForCurrent(owner, repository).ConfigureAwait(false)).Id;
        try
        {
            return await apps.CreateInstallationToken(installed.Id.Value).ConfigureAwait(false);
        }
        catch (NotFoundException)
        {
            // Removed and perhaps installed again: look it up anew next time.
            installed.Id = null;
            throw;
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
