using System.Net;
using Microsoft.AspNetCore.Http;

namespace SlackClaudeBot.Activities.Gateway;

/// <summary>An error in the shape of the model API: https://platform.claude.com/docs/en/api/errors.</summary>
internal static class ApiError
{
    public static Task WriteAsync(HttpContext context, HttpStatusCode status, string type, string message)
    {
        context.Response.StatusCode = (int)status;
        return context.Response.WriteAsJsonAsync(new { type = "error", error = new { type, message } }, context.RequestAborted);
    }
}
