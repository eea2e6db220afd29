namespace Octokit;

/// <summary>Asked for credentials before each request, so that they may change between two.</summary>
public interface ICredentialStore
{
    Task<Credentials> GetCredentials();
}
