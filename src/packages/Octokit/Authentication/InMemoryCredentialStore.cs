namespace Octokit.Internal;

/// <summary>Credentials that stay the same.</summary>
public class InMemoryCredentialStore(Credentials credentials) : ICredentialStore
{
    public Task<Credentials> GetCredentials() => Task.FromResult(credentials);
}
