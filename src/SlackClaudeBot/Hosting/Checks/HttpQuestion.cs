using System.Net;

namespace SlackClaudeBot.Hosting.Checks;

/// <summary>Asks an API whether it accepts a credential.</summary>
internal static class HttpQuestion
{
    public static async Task<CheckResult> AskAsync(string name, HttpClient http, HttpRequestMessage request, string setting, CancellationToken cancellationToken)
    {
        var server = request.RequestUri!.GetLeftPart(UriPartial.Authority);
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return response.StatusCode switch
            {
                HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => new(name, CheckOutcome.Wrong, $"{setting}: is refused by {server} ({(int)response.StatusCode})."),
                // Not every server has the question; it has compared the credential before it said so.
                HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed => new(name, CheckOutcome.Fine, $"{server} answers, and does not refuse {setting}."),
                >= HttpStatusCode.OK and < HttpStatusCode.Ambiguous => new(name, CheckOutcome.Fine, $"{server} accepts {setting}."),
                var status => new(name, CheckOutcome.NoAnswer, $"{server} answers {(int)status}."),
            };
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return new(name, CheckOutcome.NoAnswer, $"{server} does not answer: {(e is OperationCanceledException ? $"nothing within {http.Timeout.TotalSeconds:0} s." : e.Message)}");
        }
    }
}
