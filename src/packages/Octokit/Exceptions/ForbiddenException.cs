namespace Octokit;

/// <summary>403: the credentials do not allow it.</summary>
public class ForbiddenException : ApiException
{
    public ForbiddenException(IResponse response)
        : this(response, null)
    {
    }

    public ForbiddenException(IResponse response, Exception innerException)
        : base(response, innerException)
    {
    }

    public override string Message => ApiErrorMessageSafe ?? "Request Forbidden";
}
