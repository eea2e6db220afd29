namespace Octokit;

/// <summary>What is wrong with one field.</summary>
public class ApiErrorDetail
{
    public ApiErrorDetail()
    {
    }

    public ApiErrorDetail(string message, string code, string field, string resource)
        => (Message, Code, Field, Resource) = (message, code, field, resource);

    public string Message { get; private set; }

    /// <summary>For example <c>missing_field</c>, <c>invalid</c>, <c>already_exists</c>, <c>custom</c>.</summary>
    public string Code { get; private set; }

    public string Field { get; private set; }

    public string Resource { get; private set; }
}
