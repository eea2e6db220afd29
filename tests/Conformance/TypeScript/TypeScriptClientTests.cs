using Conformance.Npm;
using Conformance.Scenarios;
using SlackClaudeBot.Testing;

namespace Conformance.TypeScript;

/// <summary>The official TypeScript client against the embedded service, with any worker of the scenarios.</summary>
public abstract class TypeScriptClientTests(NpmProject npm, WorkerOnService service) : IAsyncLifetime
{
    private TypeScriptClient _client = null!;

    internal TypeScriptClient Client => _client;

    public async ValueTask InitializeAsync() => _client = new(npm, await service.AddressAsync(npm), WorkerOnService.Queue);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [FactWith(Need.Node)]
    public async Task A_workflow_says_hello()
    {
        var answers = await _client.RunAsync("hello", "start:hello:\"world\"", "result", "describe");

        Assert.Equal("Hello, world!", answers[1].Value.GetString());
        Assert.Equal("COMPLETED", answers[2].Value.GetString());
    }

    [FactWith(Need.Node)]
    public async Task An_activity_is_retried_until_it_succeeds()
    {
        var answers = await _client.RunAsync("retries", "start:retries", "result");

        Assert.Equal("succeeded at attempt 3", answers[1].Value.GetString());
    }

    [FactWith(Need.Node)]
    public async Task A_timer_waits_as_long_as_it_was_told()
    {
        var answers = await _client.RunAsync("timer", "start:timer:300", "result");

        Assert.InRange(answers[1].Value.GetInt32(), 300, 60_000);
    }

    [FactWith(Need.Node)]
    public async Task Signals_arrive_in_order_and_queries_see_them()
    {
        var answers = await _client.RunAsync("sum", "start:sum:6", "signal:add:1", "signal:add:2", "query:total", "signal:add:3", "result");

        Assert.Equal(3, answers[3].Value.GetInt32());
        Assert.Equal(6, answers[5].Value.GetInt32());
    }

    [FactWith(Need.Node)]
    public async Task A_closed_workflow_still_answers_queries()
    {
        var answers = await _client.RunAsync("closed", "start:sum:1", "signal:add:1", "result", "query:total");

        Assert.Equal(1, answers[3].Value.GetInt32());
    }

    [FactWith(Need.Node)]
    public async Task A_history_of_20_MB_reaches_a_worker_that_no_longer_has_the_run_in_memory()
    {
        var answers = await _client.RunAsync("large", "start:large:10", "result", "query:total");

        Assert.Equal(10, answers[1].Value.GetInt32());
        Assert.Equal(10, answers[2].Value.GetInt32());
    }

    [FactWith(Need.Node)]
    public async Task A_cancelled_workflow_cleans_up_first()
    {
        var answers = await _client.RunAsync("cancellable", "start:cancellable", "cancel", "result", "describe", "history");

        Assert.Contains(answers[2].Failure, f => f.StartsWith("CancelledFailure", StringComparison.Ordinal));
        Assert.Equal("CANCELLED", answers[3].Value.GetString());
        Assert.Contains("EVENT_TYPE_ACTIVITY_TASK_COMPLETED", answers[4].Value.ToString(), StringComparison.Ordinal);
    }

    [FactWith(Need.Node)]
    public async Task A_terminated_workflow_ends_at_once()
    {
        var answers = await _client.RunAsync("terminated", "start:cancellable", "terminate", "result", "describe");

        Assert.Contains(answers[2].Failure, f => f.Contains("no longer needed", StringComparison.Ordinal));
        Assert.Equal("TERMINATED", answers[3].Value.GetString());
    }

    [FactWith(Need.Node)]
    public async Task An_activity_that_stops_beating_is_tried_again_from_its_last_heartbeat()
    {
        var answers = await _client.RunAsync("heartbeats", "start:heartbeats", "result");

        Assert.Equal("resumed from 7", answers[1].Value.GetString());
    }

    [FactWith(Need.Node)]
    public async Task Signalling_a_missing_workflow_is_an_error_that_the_client_knows()
    {
        var answers = await _client.RunAsync("nobody", "signal:add:1", "describe");

        Assert.All(answers, a => Assert.StartsWith("WorkflowNotFoundError", a.Failure[0], StringComparison.Ordinal));
    }

    [FactWith(Need.Node)]
    public async Task The_typescript_replayer_accepts_the_history()
    {
        var answers = await _client.RunAsync("replayed", "start:busy:5", "result", "history");
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            await File.WriteAllTextAsync(file, answers[2].Value.GetProperty("bytes").GetString());

            Assert.Contains("replayed", await npm.RunScriptAsync("replay.mjs", file), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
