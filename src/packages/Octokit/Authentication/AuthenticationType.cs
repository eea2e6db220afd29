namespace Octokit;

/// <summary>How a request says who sends it.</summary>
public enum AuthenticationType
{
    Anonymous,
    Basic,

    /// <summary>A personal or installation token: <c>Authorization: Token …</c>.</summary>
    Oauth,

    /// <summary>A GitHub App's own JSON Web Token: <c>Authorization: Bearer …</c>.</summary>
    Bearer,
}
