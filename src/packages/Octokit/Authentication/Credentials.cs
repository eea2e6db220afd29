namespace Octokit;

/// <summary>Who sends a request.</summary>
public class Credentials
{
    /// <summary>Nobody in particular.</summary>
    public static readonly Credentials Anonymous = new();

    /// <summary>A login with its password.</summary>
    public Credentials(string login, string password)
        : this(login, password, AuthenticationType.Basic)
    {
    }

    /// <summary>A login with its password, sent in the way named.</summary>
    public Credentials(string login, string password, AuthenticationType authenticationType)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(login);
        ArgumentException.ThrowIfNullOrWhiteSpace(password);
        (Login, Password, AuthenticationType) = (login, password, authenticationType);
    }

    /// <summary>A token.</summary>
    public Credentials(string token)
        : this(token, AuthenticationType.Oauth)
    {
    }

    /// <summary>A token, sent in the way named.</summary>
    public Credentials(string token, AuthenticationType authenticationType)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(token);
        (Password, AuthenticationType) = (token, authenticationType);
    }

    private Credentials() => AuthenticationType = AuthenticationType.Anonymous;

    /// <summary>Null where a token is all there is.</summary>
    public string Login { get; }

    /// <summary>The password or token; null for nobody.</summary>
    public string Password { get; }

    public AuthenticationType AuthenticationType { get; }
}
