using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace SlackClaudeBot.Playground.Faults;

/// <summary>Carries a planned fault out around a request's own handling.</summary>
internal static class FaultInjection
{
    /// <summary>Serves a request, or lets it fail as planned. Returns the fault that happened.</summary>
    public static async Task<Fault?> ServeAsync(this FaultPlan plan, HttpContext context, string operation, Func<Task> serve)
    {
        var planned = plan.Take(operation);
        var fault = planned?.Fault;
        switch (fault)
        {
            case null:
                await serve();
                break;
            case Fault.Answer answer:
                await WriteAsync(context.Response, answer);
                break;
            case Fault.Hang:
                planned!.Happen();
                await UntilAbortedAsync(context);
                break;
            case Fault.HangAfter:
                context.Response.Body = Stream.Null;
                await serve();
                planned!.Happen();
                await UntilAbortedAsync(context);
                break;
            case Fault.WaitFor wait:
                planned!.Happen();
                await Task.WhenAny(wait.Happened, UntilAbortedAsync(context));
                await serve();
                break;
            case Fault.DropBefore:
                context.Abort();
                break;
            case Fault.DropAfter:
                context.Response.Body = Stream.Null;
                await serve();
                context.Abort();
                break;
        }

        planned?.Happen();
        return fault;
    }

    private static Task UntilAbortedAsync(HttpContext context) =>
        Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(static _ => { }, TaskScheduler.Default);

    private static Task WriteAsync(HttpResponse response, Fault.Answer answer)
    {
        response.StatusCode = answer.Status;
        if (answer.RetryAfterSeconds is { } seconds)
        {
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        response.ContentType = "application/json; charset=utf-8";
        return response.WriteAsync(answer.Body ?? (answer.Status == 429 ? """{"ok":false,"error":"ratelimited","message":"API rate limit exceeded"}""" : "{}"));
    }
}
