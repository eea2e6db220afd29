using System.Net;

namespace Octokit;

/// <summary>One answer, read to its end.</summary>
internal sealed class Response(HttpStatusCode statusCode, string body, IReadOnlyDictionary<string, string> headers, string contentType) : IResponse
{
    public object Body { get; } = body;

    public IReadOnlyDictionary<string, string> Headers { get; } = headers;

    public ApiInfo ApiInfo { get; } = ApiInfoParser.Parse(headers);

    public HttpStatusCode StatusCode { get; } = statusCode;

    public string ContentType { get; } = contentType;

    internal string Text => Body as string ?? string.Empty;

    internal static async Task<Response> ReadAsync(HttpResponseMessage message, CancellationToken cancellationToken)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in message.Headers.Concat(message.Content.Headers))
            headers[name] = values.First();

        var body = await message.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        return new Response(message.StatusCode, body.Length == 0 ? null : body, headers, message.Content.Headers.ContentType?.MediaType);
    }
}
