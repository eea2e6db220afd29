using System.Net;

namespace Octokit;

/// <summary>Chooses the exception for a bad answer.</summary>
internal static class Errors
{
    internal static void ThrowIfBad(Response response)
    {
        // A redirect that is still here led to another server, or in circles.
        if ((int)response.StatusCode < 300)
            return;

        throw response.StatusCode switch
        {
            HttpStatusCode.Unauthorized => new AuthorizationException(response),
            HttpStatusCode.Forbidden => Forbidden(response),
            HttpStatusCode.NotFound => new NotFoundException(response),
            HttpStatusCode.UnprocessableEntity => new ApiValidationException(response),
            _ => new ApiException(response),
        };
    }

    // The kinds of 403 are told apart by GitHub's own wording, in this order.
    private static ForbiddenException Forbidden(Response response) => response.Text switch
    {
        var text when Says(text, "rate limit exceeded") => new RateLimitExceededException(response),
        var text when Says(text, "secondary rate limit") => new SecondaryRateLimitExceededException(response),
        var text when Says(text, "abuse") => new AbuseException(response),
        _ => new ForbiddenException(response),
    };

    private static bool Says(string text, string words) => text.Contains(words, StringComparison.OrdinalIgnoreCase);
}
