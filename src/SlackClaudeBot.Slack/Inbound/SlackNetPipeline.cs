using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using SlackNet.AspNetCore;

namespace SlackClaudeBot.Slack.Inbound;

/// <summary>
/// Runs a request through SlackNet's middleware, in a separate HTTP context, until every handler has finished. SlackNet runs the handlers of
/// events after its answer; here that answer goes nowhere before they are done. A crash or a failure in between leaves the request
/// without an acknowledgement, and Slack sends it again.
/// </summary>
/// <param name="contexts">Creates the contexts.</param>
/// <param name="slackNet">SlackNet's middleware.</param>
internal sealed class SlackNetPipeline(IHttpContextFactory contexts, RequestDelegate slackNet)
{
    /// <summary>A pipeline of SlackNet's middleware alone.</summary>
    public static SlackNetPipeline Create(IServiceProvider services)
    {
        var app = new ApplicationBuilder(services);
        app.UseSlackNet(endpoints => endpoints.MapToPrefix(SlackEndpoint.Prefix));
        return new(services.GetRequiredService<IHttpContextFactory>(), app.Build());
    }

    /// <exception cref="Exception">A handler failed, or SlackNet refused the request.</exception>
    public async Task<SlackAnswer> RunAsync(SlackEndpoint endpoint, byte[] body)
    {
        var handling = Handling.Begin();
        var response = new HeldResponse();
        using var answer = new MemoryStream();
        var context = contexts.Create(Features(endpoint, body, response, answer));
        try
        {
            await RunToEndAsync(context, response);
        }
        finally
        {
            contexts.Dispose(context);
        }

        if (handling.Failure is { } failure)
        {
            throw new InvalidOperationException("A handler failed.", failure);
        }

        return response.StatusCode == StatusCodes.Status200OK
            ? new(answer.Length == 0 ? null : Encoding.UTF8.GetString(answer.ToArray()), response.Headers.ContentType)
            : throw new InvalidOperationException($"SlackNet answered {response.StatusCode}.");
    }

    private async Task RunToEndAsync(HttpContext context, HeldResponse response)
    {
        try
        {
            await slackNet(context);
        }
        finally
        {
            await response.CompleteAsync();
        }
    }

    private static FeatureCollection Features(SlackEndpoint endpoint, byte[] body, HeldResponse response, Stream answer)
    {
        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(new HttpRequestFeature
        {
            Method = HttpMethods.Post,
            Scheme = Uri.UriSchemeHttp,
            Path = endpoint.Path,
            Headers = new HeaderDictionary
            {
                ["Content-Type"] = endpoint.ContentType,
                ["Content-Length"] = body.Length.ToString(CultureInfo.InvariantCulture),
            },
            Body = new MemoryStream(body),
        });
        features.Set<IHttpResponseFeature>(response);
        features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(answer));
        return features;
    }
}
