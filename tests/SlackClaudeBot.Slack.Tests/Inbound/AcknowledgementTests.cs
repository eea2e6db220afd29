using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Newtonsoft.Json;
using NSubstitute;
using SlackClaudeBot.Slack.Inbound;
using SlackClaudeBot.Slack.Threads;
using SlackClaudeBot.Testing;
using SlackNet;
using SlackNet.Events;

namespace SlackClaudeBot.Slack.Tests.Inbound;

/// <summary>
/// The official SlackNet answers before it runs the handlers of events, and logs their exceptions. With a stand-in that does so, the
/// program still acknowledges a request only after it is handled.
/// </summary>
public sealed class AcknowledgementTests
{
    private const string Reply =
        """{"type":"event_callback","event_id":"E1","event":{"type":"message","channel":"C0SHOP","user":"U0ANY","ts":"1700000005.1","thread_ts":"1700000000.000100","text":"use a transaction"}}""";

    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_event_is_acknowledged_after_its_handler_has_finished(bool passesExceptionsOn)
    {
        await using var host = await StartAsync(passesExceptionsOn);
        var (asked, signalled) = (new TaskCompletionSource(), new TaskCompletionSource<bool>());
        host.Fixture.Tasks.SignalAsync("", "", "", default).ReturnsForAnyArgs(_ =>
        {
            asked.SetResult();
            return signalled.Task;
        });

        var acknowledged = host.PostAsync("event", Reply);
        await asked.Task.WaitAsync(_patience);
        Assert.False(acknowledged.IsCompleted);
        signalled.SetResult(true);

        Assert.Equal((HttpStatusCode.OK, ""), await acknowledged.WaitAsync(_patience));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_event_whose_handler_failed_is_not_acknowledged(bool passesExceptionsOn)
    {
        await using var host = await StartAsync(passesExceptionsOn);
        host.Fixture.Tasks.SignalAsync("", "", "", default).ReturnsForAnyArgs(_ => throw new TimeoutException(), _ => Task.FromResult(true));

        Assert.Equal((HttpStatusCode.ServiceUnavailable, ""), await host.PostAsync("event", Reply));
        Assert.Equal((HttpStatusCode.OK, ""), await host.PostAsync("event", Reply));
    }

    [Fact]
    public async Task A_request_that_SlackNet_refuses_is_not_acknowledged()
    {
        await using var host = await SlackHost.StartAsync(change: services => services.AddSingleton(provider =>
            new SlackNetPipeline(provider.GetRequiredService<IHttpContextFactory>(), context =>
            {
                context.Response.StatusCode = StatusCodes.Status400BadRequest;
                return context.Response.WriteAsync("Unrecognized content");
            })));

        Assert.Equal((HttpStatusCode.ServiceUnavailable, ""), await host.PostAsync("event", Reply));
    }

    [Fact]
    public async Task All_callbacks_of_a_response_run_the_last_one_first_and_the_first_failure_counts()
    {
        var response = new HeldResponse();
        var ran = new List<int>();
        foreach (var number in Enumerable.Range(1, 3))
        {
            response.OnCompleted(
                _ =>
                {
                    ran.Add(number);
                    return number == 1 ? Task.CompletedTask : Task.FromException(new InvalidOperationException($"failed {number}"));
                },
                this);
        }

        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(response.CompleteAsync);

        Assert.Equal("failed 3", thrown.Message);
        Assert.Equal([3, 2, 1], ran);
    }

    private static async Task<SlackHost> StartAsync(bool passesExceptionsOn)
    {
        var host = await SlackHost.StartAsync(change: services => services.AddSingleton(provider =>
            new SlackNetPipeline(provider.GetRequiredService<IHttpContextFactory>(), context => AnswerFirst(context, passesExceptionsOn))));
        host.Fixture.WithCard().With(TaskStates.Waiting());
        return host;
    }

    private static async Task AnswerFirst(HttpContext context, bool passesExceptionsOn)
    {
        using var reader = new StreamReader(context.Request.Body);
        var callback = JsonConvert.DeserializeObject<EventCallback>(await reader.ReadToEndAsync(), Default.JsonSettings().SerializerSettings)!;
        var handler = context.RequestServices.GetRequiredService<EventDelivery>();
        context.Response.StatusCode = StatusCodes.Status200OK;
        context.Response.OnCompleted(async () =>
        {
            try
            {
                await handler.Handle(callback);
            }
            catch (TimeoutException) when (!passesExceptionsOn)
            {
                // Only logged.
            }
        });
    }
}
