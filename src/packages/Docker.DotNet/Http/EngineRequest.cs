using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Docker.DotNet.Http;

/// <summary>One request to the engine.</summary>
/// <param name="Method">GET, POST, DELETE.</param>
/// <param name="Path">With its query, without a leading slash or version.</param>
internal sealed record EngineRequest(HttpMethod Method, string Path)
{
    /// <summary>Sent as JSON.</summary>
    public object Body { get; init; }

    /// <summary>What a 404 means here.</summary>
    public Func<string, DockerApiException> NotFound { get; init; }

    /// <summary>Overrides the client's limit.</summary>
    public TimeSpan? Timeout { get; init; }

    public static EngineRequest Get(string path) => new(HttpMethod.Get, path);

    public static EngineRequest Post(string path, object body = null) => new(HttpMethod.Post, path) { Body = body };

    public static EngineRequest Delete(string path) => new(HttpMethod.Delete, path);

    public EngineRequest OfContainer() => this with { NotFound = body => new DockerContainerNotFoundException(HttpStatusCode.NotFound, body) };

    public EngineRequest OfImage() => this with { NotFound = body => new DockerImageNotFoundException(HttpStatusCode.NotFound, body) };

    public EngineRequest OfNetwork() => this with { NotFound = body => new DockerNetworkNotFoundException(HttpStatusCode.NotFound, body) };

    /// <summary>A path segment that cannot leave its place.</summary>
    public static string Segment(string id)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        return Uri.EscapeDataString(id);
    }

    /// <summary>Adds the parameters that have a value.</summary>
    public static string Query(string path, params (string Name, object Value)[] parameters)
    {
        var pairs = parameters.Where(p => p.Value is not null).Select(p => $"{p.Name}={Uri.EscapeDataString(Text(p.Value))}").ToArray();
        return pairs.Length == 0 ? path : $"{path}?{string.Join('&', pairs)}";
    }

    private static string Text(object value) => value switch
    {
        bool flag => flag ? "1" : "0",
        IDictionary<string, IDictionary<string, bool>> filters => JsonSerializer.Serialize(filters),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };
}
