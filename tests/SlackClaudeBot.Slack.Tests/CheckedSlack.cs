using System.Net;
using System.Reflection;
using System.Runtime.ExceptionServices;
using System.Text;
using Newtonsoft.Json.Linq;
using SlackClaudeBot.Slack.Tests.SlackContract;
using SlackNet;

namespace SlackClaudeBot.Slack.Tests;

/// <summary>
/// A substitute for Slack behind the handlers. Every call goes through the real client first, and what that would
/// send is held against the contract, whichever method it is: a new message cannot be forgotten.
/// </summary>
public class CheckedSlack : DispatchProxy
{
    private object _substitute = null!;
    private object _real = null!;

    /// <param name="substitute">Answers the calls.</param>
    /// <param name="onBreach">Gets what is not as it must be.</param>
    public static ISlackApiClient Around(ISlackApiClient substitute, Action<string> onBreach)
    {
        var settings = Default.JsonSettings();
        var http = Default.Http(settings, () => new HttpClient(new Recorder(onBreach)));
        return (ISlackApiClient)Around(typeof(ISlackApiClient), substitute, new SlackApiClient(http, Default.UrlBuilder(settings), settings, "xoxb-test"));
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        try
        {
            if (targetMethod!.ReturnType is { IsInterface: true } api)
            {
                return Around(api, targetMethod.Invoke(_substitute, args)!, targetMethod.Invoke(_real, args)!);
            }

            ((Task)targetMethod.Invoke(_real, args)!).GetAwaiter().GetResult();
            return targetMethod.Invoke(_substitute, args);
        }
        catch (TargetInvocationException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerException!);
            throw;
        }
    }

    private static object Around(Type api, object substitute, object real)
    {
        var proxy = Create(api, typeof(CheckedSlack));
        (((CheckedSlack)proxy)._substitute, ((CheckedSlack)proxy)._real) = (substitute, real);
        return proxy;
    }

    private sealed class Recorder(Action<string> onBreach) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Content is not null)
            {
                foreach (var breach in Contract.Breaches(request.RequestUri!, JObject.Parse(await request.Content.ReadAsStringAsync(cancellationToken))))
                {
                    onBreach(breach);
                }
            }

            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("""{"ok":true}""", Encoding.UTF8, "application/json") };
        }
    }
}
