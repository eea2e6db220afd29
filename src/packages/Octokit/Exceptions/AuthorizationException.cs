namespace Octokit;

/// <summary>401: GitHub does not know the credentials.</summary>
public class AuthorizationException : ApiException
{
    public AuthorizationException(IResponse response)
        : this(response, null)
    {
    }

    public AuthorizationException(IResponse response, Exception innerException)
        : base(response, innerException)
    {
    }
}
