using System.Net;

namespace Octokit;

/// <summary>GitHub refused a request or failed to serve it.</summary>
public class ApiException : Exception
{
    public ApiException()
        : this(string.Empty, HttpStatusCode.InternalServerError)
    {
    }

    public ApiException(string message, HttpStatusCode httpStatusCode)
        => (ApiError, StatusCode) = (new ApiError(message), httpStatusCode);

    public ApiException(string message, Exception innerException)
        : base(message, innerException)
        => ApiError = new ApiError(message);

    public ApiException(IResponse response)
        : this(response, null)
    {
    }

    public ApiException(IResponse response, Exception innerException)
        : base(null, innerException)
    {
        ArgumentNullException.ThrowIfNull(response);
        (HttpResponse, StatusCode) = (response, response.StatusCode);
        ApiError = ApiErrorParser.Parse(response.Body as string);
    }

    /// <summary>The answer; null where none came.</summary>
    public IResponse HttpResponse { get; }

    public HttpStatusCode StatusCode { get; }

    public ApiError ApiError { get; }

    public override string Message => ApiErrorMessageSafe ?? "An error occurred with this API request";

    /// <summary>GitHub's own message, or null where it gave none.</summary>
    protected string ApiErrorMessageSafe => string.IsNullOrWhiteSpace(ApiError.Message) ? null : ApiError.Message;
}
