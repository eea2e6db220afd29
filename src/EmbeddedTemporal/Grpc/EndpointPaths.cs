using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EmbeddedTemporal.Grpc;

/// <summary>
/// Finds a method's endpoint by its path: gRPC paths have no parameters, and a lookup takes far less time than routing, which leaves alone
/// what has an endpoint. Other requests are left to routing.
/// </summary>
internal sealed class EndpointPaths(IEndpointRouteBuilder routes)
{
    // At the first call, when all of them are mapped.
    private readonly Lazy<FrozenDictionary<string, Endpoint>> _endpoints = new(() => routes.DataSources.SelectMany(source => source.Endpoints)
        .OfType<RouteEndpoint>()
        .Where(endpoint => endpoint.RoutePattern is { Parameters.Count: 0, RawText: not null })
        .ToFrozenDictionary(endpoint => endpoint.RoutePattern.RawText!, Endpoint (endpoint) => endpoint, StringComparer.Ordinal));

    /// <summary>Sets the endpoint of a call.</summary>
    public Task FindAsync(HttpContext context, RequestDelegate next)
    {
        if (HttpMethods.IsPost(context.Request.Method) && context.Request.Path.Value is { } path && _endpoints.Value.TryGetValue(path, out var endpoint))
        {
            context.SetEndpoint(endpoint);
        }

        return next(context);
    }
}
