using System.Text;
using Google.Protobuf;
using Temporalio.Activities;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Client;
using Temporalio.Converters;
using Temporalio.Exceptions;
using Temporalio.Tests.Converters;
using Temporalio.Worker;
using Temporalio.Workflows;

namespace Temporalio.Tests.Workers;

/// <summary>What passes a codec on the way to the service and back.</summary>
public class CodecTests(LocalService service) : IClassFixture<LocalService>
{
    private const string Secret = "nobody may read this";
    private static readonly DataConverter _converter = DataConverter.Default with { PayloadCodec = new Rot() };

    [Fact]
    public async Task Nothing_that_code_passes_on_is_readable_in_a_history()
    {
        var start = LocalService.New();
        (start.StaticSummary, start.Memo) = (Secret, new Dictionary<string, object> { ["first"] = Secret });
        var client = await TemporalClient.ConnectAsync(new(service.Client.Connection.Options.TargetHost!) { DataConverter = _converter });
        using var worker = new TemporalWorker(client, new TemporalWorkerOptions(start.TaskQueue!).AddWorkflow<Confides>().AddActivity(Betray));
        var history = await worker.ExecuteAsync(async () =>
        {
            var handle = await client.StartWorkflowAsync((Confides w) => w.RunAsync(Secret), start);
            await BetrayedAsync(handle);
            for (var i = 0; i < 2; i++)
            {
                Assert.Equal(Secret, await handle.QueryAsync(w => w.Answer(Secret)));
                await Assert.ThrowsAsync<WorkflowQueryFailedException>(() => handle.QueryAsync(w => w.Throw()));
            }

            await handle.SignalAsync(w => w.TellAsync(Secret));
            var failed = await Assert.ThrowsAsync<WorkflowFailedException>(() => handle.GetResultAsync());
            Assert.Equal(Secret, Assert.IsType<ApplicationFailureException>(failed.InnerException).Details.ElementAt<string>(0));
            var memo = (await handle.DescribeAsync()).Memo;
            Assert.Equal((Secret, Secret), (await memo["first"].ToValueAsync<string>(), await memo["second"].ToValueAsync<string>()));
            return await handle.FetchHistoryAsync();
        });

        Assert.DoesNotContain(history.Events, e => e.EventType == EventType.WorkflowTaskFailed);
        var bytes = new History { Events = { history.Events } }.ToByteArray();
        Assert.Equal(-1, bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Secret)));
        await new WorkflowReplayer(new WorkflowReplayerOptions { DataConverter = _converter }.AddWorkflow<Confides>()).ReplayWorkflowAsync(history);
    }

    private static async Task BetrayedAsync(WorkflowHandle handle)
    {
        var failed = false;
        await foreach (var historyEvent in handle.FetchHistoryEventsAsync(new() { WaitNewEvent = true }))
        {
            failed |= historyEvent.EventType == EventType.ActivityTaskFailed;
            if (failed && historyEvent.EventType == EventType.WorkflowTaskCompleted)
            {
                return;
            }
        }
    }

    [Activity]
    internal static string Betray(string secret) => throw new ApplicationFailureException("failed", nonRetryable: true, details: [secret]);

    [Workflow]
    public class Confides
    {
        private ActivityFailureException? _betrayed;
        private string? _told;

        [WorkflowRun]
        public async Task RunAsync(string secret)
        {
            Workflow.UpsertMemo(MemoUpdate.ValueSet("second", secret));
            try
            {
                await Workflow.ExecuteActivityAsync(() => Betray(secret), LocalService.Short);
            }
            catch (ActivityFailureException e)
            {
                _betrayed = e;
            }

            await Workflow.WaitConditionAsync(() => _told is not null);
            var detail = ((ApplicationFailureException)_betrayed!.InnerException!).Details.ElementAt<string>(0);
            throw new ApplicationFailureException(detail == _told ? "as expected" : detail, details: [detail]);
        }

        [WorkflowSignal]
        public Task TellAsync(string secret)
        {
            _told = secret;
            return Task.CompletedTask;
        }

        [WorkflowQuery]
        public string Answer(string secret) => secret;

        [WorkflowQuery]
        public string Throw() => throw _betrayed!;
    }
}
