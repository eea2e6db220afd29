using Temporalio.Converters;
using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace Temporalio.Tests.Workers;

public class SignalAndQueryTests(LocalService service) : IClassFixture<LocalService>
{
    [Fact]
    public async Task Signals_reach_the_workflow_in_order_and_queries_see_them()
    {
        var start = LocalService.New();
        using var worker = service.Worker(start, o => o.AddWorkflow<Mailbox>());
        await worker.ExecuteAsync(async () =>
        {
            var handle = await service.Client.StartWorkflowAsync((Mailbox w) => w.RunAsync(3), start);
            await handle.SignalAsync(w => w.PutAsync("a"));
            await handle.SignalAsync(w => w.PutAsync("b"));
            Assert.Equal(2, await handle.QueryAsync(w => w.Count));
            Assert.Equal("b", await handle.QueryAsync(w => w.At(1)));
            await handle.SignalAsync(w => w.PutAsync("c"));
            Assert.Equal(["a", "b", "c"], await handle.GetResultAsync());
            Assert.Equal(3, await handle.QueryAsync(w => w.Count));
        });
    }

    [Fact]
    public async Task A_signal_with_the_start_is_there_before_the_run_method()
    {
        var start = LocalService.New();
        start.SignalWithStart((Mailbox w) => w.PutAsync("first"));
        using var worker = service.Worker(start, o => o.AddWorkflow<Mailbox>());
        var result = await worker.ExecuteAsync(async () =>
            await (await service.Client.StartWorkflowAsync((Mailbox w) => w.RunAsync(1), start)).GetResultAsync());
        Assert.Equal(["first"], result);
    }

    [Fact]
    public async Task A_failing_or_unknown_query_tells_why()
    {
        var start = LocalService.New();
        using var worker = service.Worker(start, o => o.AddWorkflow<Mailbox>());
        await worker.ExecuteAsync(async () =>
        {
            var handle = await service.Client.StartWorkflowAsync((Mailbox w) => w.RunAsync(1), start);
            var failed = await Assert.ThrowsAsync<WorkflowQueryFailedException>(() => handle.QueryAsync(w => w.At(7)));
            Assert.Contains("out of range", failed.Message, StringComparison.Ordinal);
            var unknown = await Assert.ThrowsAsync<WorkflowQueryFailedException>(() => handle.QueryAsync<int>("nonsense", []));
            Assert.Contains("known queries: [At Count Waits]", unknown.Message, StringComparison.Ordinal);
            var writing = await Assert.ThrowsAsync<WorkflowQueryFailedException>(() => handle.QueryAsync(w => w.Waits()));
            Assert.Contains("may only read", writing.Message, StringComparison.Ordinal);
            await handle.TerminateAsync();
        });
    }

    [Fact]
    public async Task Built_in_queries_tell_of_handlers_and_stacks()
    {
        var start = LocalService.New();
        using var worker = service.Worker(start, o =>
        {
            o.AddWorkflow<Mailbox>();
            o.WorkflowStackTrace = Worker.WorkflowStackTrace.Normal;
        });
        await worker.ExecuteAsync(async () =>
        {
            var handle = await service.Client.StartWorkflowAsync((Mailbox w) => w.RunAsync(1), start);
            var metadata = await handle.QueryAsync<Api.Sdk.V1.WorkflowMetadata>("__temporal_workflow_metadata", []);
            Assert.Equal(["At", "Count", "Waits"], metadata.Definition.QueryDefinitions.Select(q => q.Name));
            Assert.Equal(["Put"], metadata.Definition.SignalDefinitions.Select(s => s.Name));
            Assert.Contains("Mailbox.RunAsync", await handle.QueryAsync<string>("__stack_trace", []), StringComparison.Ordinal);
            await handle.TerminateAsync();
        });
    }

    [Fact]
    public async Task Signals_without_a_handler_wait_for_one()
    {
        var start = LocalService.New();
        using var worker = service.Worker(start, o => o.AddWorkflow<Late>());
        await worker.ExecuteAsync(async () =>
        {
            var handle = await service.Client.StartWorkflowAsync((Late w) => w.RunAsync(), start);
            await handle.SignalAsync("early", ["one"]);
            await handle.SignalAsync("Open", []);
            Assert.Equal("early:one", await handle.GetResultAsync());
        });
    }

    [Workflow]
    public class Mailbox
    {
        private readonly List<string> _items = [];

        [WorkflowQuery]
        public int Count => _items.Count;

        [WorkflowRun]
        public async Task<List<string>> RunAsync(int expected)
        {
            await Workflow.WaitConditionAsync(() => _items.Count >= expected);
            return _items;
        }

        [WorkflowSignal]
        public Task PutAsync(string item)
        {
            _items.Add(item);
            return Task.CompletedTask;
        }

        [WorkflowQuery]
        public string At(int index) => _items[index];

        [WorkflowQuery]
        public bool Waits()
        {
            _ = Workflow.DelayAsync(1);
            return true;
        }
    }

    [Workflow]
    public class Late
    {
        private string? _got;

        [WorkflowRun]
        public async Task<string> RunAsync()
        {
            await Workflow.WaitConditionAsync(() => _got is not null);
            return _got!;
        }

        [WorkflowSignal]
        public Task OpenAsync()
        {
            Workflow.DynamicSignal = WorkflowSignalDefinition.CreateWithoutAttribute(null, (string name, IRawValue[] args) =>
            {
                _got = $"{name}:{Workflow.PayloadConverter.ToValue<string>(args[0])}";
                return Task.CompletedTask;
            });
            return Task.CompletedTask;
        }
    }
}
