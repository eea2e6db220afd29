using System.Net;
using Microsoft.AspNetCore.Http;

namespace SlackClaudeBot.Playground.Access;

/// <summary>
/// Accepts requests from this machine that are meant for it. Another site's page in the same browser can send requests here
/// too: by a name that resolves to loopback (DNS rebinding), which the Host shows, or across sites, which Origin and Sec-Fetch-Site show.
/// </summary>
internal sealed class LoopbackGuard(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (Refusal(context) is not { } refusal)
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return context.Response.WriteAsync(refusal + "\n");
    }

    internal static bool IsOwnAuthority(string authority, int port) =>
        authority == $"127.0.0.1:{port}" || authority.Equals($"localhost:{port}", StringComparison.OrdinalIgnoreCase) || authority == $"[::1]:{port}";

    private static string? Refusal(HttpContext context)
    {
        var (request, connection) = (context.Request, context.Connection);
        if (connection.RemoteIpAddress is not { } remote || !IPAddress.IsLoopback(remote.IsIPv4MappedToIPv6 ? remote.MapToIPv4() : remote))
        {
            return "The playground serves this machine only.";
        }

        if (!IsOwnAuthority(request.Host.Value ?? "", connection.LocalPort))
        {
            return "The Host of this request is not the playground's.";
        }

        if (request.Headers.Origin.ToString() is { Length: > 0 } origin
            && !(origin.StartsWith("http://", StringComparison.Ordinal) && IsOwnAuthority(origin["http://".Length..], connection.LocalPort)))
        {
            return "The Origin of this request is not the playground's.";
        }

        // Following a link from elsewhere is fine; anything else across sites is not.
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        var isNavigation = HttpMethods.IsGet(request.Method) && request.Headers["Sec-Fetch-Mode"] == "navigate" && request.Headers["Sec-Fetch-Dest"] == "document";
        return site is "" or "same-origin" or "none" || isNavigation ? null : "This request comes from another site.";
    }
}
