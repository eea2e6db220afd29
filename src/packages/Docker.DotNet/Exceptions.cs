using System.Net;

namespace Docker.DotNet;

/// <summary>The engine refused a request.</summary>
public class DockerApiException(HttpStatusCode statusCode, string responseBody)
    : Exception($"Docker API responded with status code={statusCode}, response={responseBody}")
{
    public HttpStatusCode StatusCode { get; } = statusCode;

    /// <summary>As it came; for most refusals JSON with a <c>message</c>.</summary>
    public string ResponseBody { get; } = responseBody;
}

/// <summary>There is no such container.</summary>
public class DockerContainerNotFoundException(HttpStatusCode statusCode, string responseBody) : DockerApiException(statusCode, responseBody);

/// <summary>There is no such image.</summary>
public class DockerImageNotFoundException(HttpStatusCode statusCode, string body) : DockerApiException(statusCode, body);

/// <summary>There is no such network.</summary>
public class DockerNetworkNotFoundException(HttpStatusCode statusCode, string responseBody) : DockerApiException(statusCode, responseBody);
