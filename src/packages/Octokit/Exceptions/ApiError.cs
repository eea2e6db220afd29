namespace Octokit;

/// <summary>GitHub's explanation of a failure.</summary>
public class ApiError
{
    public ApiError()
    {
    }

    public ApiError(string message) => Message = message;

    public ApiError(string message, string documentationUrl, IReadOnlyList<ApiErrorDetail> errors)
        => (Message, DocumentationUrl, Errors) = (message, documentationUrl, errors);

    public string Message { get; private set; }

    public string DocumentationUrl { get; private set; }

    /// <summary>What is wrong with which field; empty where GitHub does not say.</summary>
    public IReadOnlyList<ApiErrorDetail> Errors { get; private set; } = [];
}
