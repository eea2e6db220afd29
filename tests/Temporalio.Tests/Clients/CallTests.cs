using System.Buffers.Binary;
using System.IO.Compression;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using Temporalio.Api.Grpc;
using Temporalio.Api.History.V1;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Client;
using Temporalio.Exceptions;
using Temporalio.Tests.Workers;
using Temporalio.Worker;

namespace Temporalio.Tests.Clients;

/// <summary>Calls over a line on which everything happens.</summary>
public class CallTests(LocalService service) : IClassFixture<LocalService>
{
    private const string Count = "CountWorkflowExecutions";

    [Theory]
    [InlineData(RpcException.StatusCode.Unavailable)]
    [InlineData(RpcException.StatusCode.ResourceExhausted)]
    [InlineData(RpcException.StatusCode.Aborted)]
    [InlineData(RpcException.StatusCode.Internal)]
    [InlineData(RpcException.StatusCode.Unknown)]
    [InlineData(RpcException.StatusCode.OutOfRange)]
    [InlineData(RpcException.StatusCode.DataLoss)]
    public async Task A_call_that_may_do_better_later_is_made_again(RpcException.StatusCode code)
    {
        await using var front = await ListenAsync();
        front.Answer = (method, context) => method == Count && front.Calls.Count(c => c.Method == Count) == 1
            ? TemporalFront.EndAsync(context, (int)code)
            : Task.FromResult(false);

        await (await ConnectAsync(front)).CountWorkflowsAsync("");

        Assert.Equal(2, front.Calls.Count(c => c.Method == Count));
    }

    [Theory]
    [InlineData(RpcException.StatusCode.InvalidArgument, "no")]
    [InlineData(RpcException.StatusCode.NotFound, "no")]
    [InlineData(RpcException.StatusCode.AlreadyExists, "no")]
    [InlineData(RpcException.StatusCode.PermissionDenied, "no")]
    [InlineData(RpcException.StatusCode.FailedPrecondition, "no")]
    [InlineData(RpcException.StatusCode.Unimplemented, "no")]
    [InlineData(RpcException.StatusCode.Unauthenticated, "no")]
    [InlineData(RpcException.StatusCode.ResourceExhausted, "grpc: received message larger than max (5000000 vs. 4194304)")]
    public async Task A_call_that_is_refused_is_not(RpcException.StatusCode code, string message)
    {
        await using var front = await ListenAsync();
        front.Answer = (method, context) => method == Count ? TemporalFront.EndAsync(context, (int)code, message) : Task.FromResult(false);
        var client = await ConnectAsync(front);

        var error = await Assert.ThrowsAsync<RpcException>(() => client.CountWorkflowsAsync(""));

        Assert.Equal((code, message), (error.Code, error.Message));
        Assert.Single(front.Calls, c => c.Method == Count);
    }

    [Theory]
    [InlineData(3, 60, 3)]
    [InlineData(10, 0, 1)]
    public async Task Attempts_end_with_their_number_or_the_time(int attempts, int seconds, int expected)
    {
        await using var front = await ListenAsync();
        front.Answer = (method, context) => method == Count ? TemporalFront.EndAsync(context, 14) : Task.FromResult(false);
        var client = await ConnectAsync(front, new() { InitialInterval = TimeSpan.FromMilliseconds(1), MaxRetries = attempts, MaxElapsedTime = TimeSpan.FromSeconds(seconds) });

        var error = await Assert.ThrowsAsync<RpcException>(() => client.CountWorkflowsAsync(""));

        Assert.Equal(RpcException.StatusCode.Unavailable, error.Code);
        Assert.Equal(expected, front.Calls.Count(c => c.Method == Count));
    }

    [Fact]
    public async Task A_call_ends_with_its_deadline()
    {
        await using var front = await ListenAsync();
        front.Answer = async (method, context) =>
        {
            if (method == Count)
            {
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            return method == Count;
        };
        var client = await ConnectAsync(front);

        var error = await Assert.ThrowsAsync<RpcException>(() => client.CountWorkflowsAsync("", new() { Rpc = new() { Timeout = TimeSpan.FromMilliseconds(50) } }));

        Assert.Equal(RpcException.StatusCode.DeadlineExceeded, error.Code);
    }

    [Fact]
    public async Task A_compressed_answer_is_read()
    {
        await using var front = await ListenAsync();
        front.Change = (_, context, frame) =>
        {
            context.Response.Headers["grpc-encoding"] = "gzip";
            using var packed = new MemoryStream();
            using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            {
                gzip.Write(frame.AsSpan(GrpcFraming.PrefixLength));
            }

            return Frame(packed.ToArray(), compressed: 1);
        };
        var client = await ConnectAsync(front);
        var start = LocalService.New();
        using var worker = new TemporalWorker(client, new TemporalWorkerOptions(start.TaskQueue!).AddWorkflow<HelloTests.Hello>().AddActivity(HelloTests.Greet));

        Assert.Equal("Hello, gzip!", await worker.ExecuteAsync(() => client.ExecuteWorkflowAsync((HelloTests.Hello w) => w.RunAsync("gzip"), start)));
        Assert.All(front.Calls, c => Assert.Equal("gzip", c.Headers["grpc-accept-encoding"]));
    }

    [Theory]
    [InlineData(100, true)]
    [InlineData(129, false)]
    public async Task A_large_answer_is_read_up_to_a_limit(int mebibytes, bool isRead)
    {
        // As a field that this version does not know.
        var padding = new byte[mebibytes * 1024 * 1024];
        using var field = new MemoryStream();
        using (var output = new CodedOutputStream(field, leaveOpen: true))
        {
            output.WriteTag(9_999, WireFormat.WireType.LengthDelimited);
            output.WriteBytes(ByteString.CopyFrom(padding));
        }

        await using var front = await ListenAsync();
        front.Change = (method, _, frame) => method == Count ? Frame([.. frame[GrpcFraming.PrefixLength..], .. field.ToArray()], compressed: 0) : frame;
        var client = await ConnectAsync(front, new() { MaxRetries = 1 });

        var counting = client.CountWorkflowsAsync("");

        if (isRead)
        {
            Assert.True((await counting).Count >= 0);
        }
        else
        {
            Assert.Equal(RpcException.StatusCode.ResourceExhausted, (await Assert.ThrowsAsync<RpcException>(() => counting)).Code);
        }
    }

    [Fact]
    public async Task A_worker_reads_the_pages_of_a_history_that_its_task_does_not_carry()
    {
        await using var front = await ListenAsync();
        var rest = new Queue<HistoryEvent>();
        front.Change = (method, _, frame) => method == "PollWorkflowTaskQueue" ? FirstPage(frame, rest) : frame;
        front.Answer = async (method, context) =>
        {
            if (method != "GetWorkflowExecutionHistory"
                || GetWorkflowExecutionHistoryRequest.Parser.ParseFrom((await GrpcFraming.ReadAsync(context.Request.Body, null, context.RequestAborted))!.Value.Span)
                    is not { NextPageToken.IsEmpty: false })
            {
                return false;
            }

            var page = new GetWorkflowExecutionHistoryResponse { History = new() { Events = { rest.Dequeue() } } };
            page.NextPageToken = rest.Count > 0 ? ByteString.CopyFromUtf8("more") : ByteString.Empty;
            context.Response.ContentType = "application/grpc";
            await context.Response.Body.WriteAsync(GrpcFraming.Frame(page));
            context.Response.AppendTrailer("grpc-status", "0");
            return true;
        };
        var start = LocalService.New();
        var handle = await service.Client.StartWorkflowAsync((SignalAndQueryTests.Mailbox w) => w.RunAsync(2), start);
        await handle.SignalAsync(w => w.PutAsync("one"));
        await handle.SignalAsync(w => w.PutAsync("two"));
        using var worker = new TemporalWorker(await ConnectAsync(front), new TemporalWorkerOptions(start.TaskQueue!).AddWorkflow<SignalAndQueryTests.Mailbox>());

        Assert.Equal(["one", "two"], await worker.ExecuteAsync(() => handle.GetResultAsync()));
        Assert.True(front.Calls.Count(c => c.Method == "GetWorkflowExecutionHistory") > 1);
    }

    /// <summary>Leaves a task's first event in it; what is left comes page by page.</summary>
    private static byte[] FirstPage(byte[] frame, Queue<HistoryEvent> rest)
    {
        var task = PollWorkflowTaskQueueResponse.Parser.ParseFrom(frame.AsSpan(GrpcFraming.PrefixLength));
        if (task.History is not { Events: [_, _, ..] events })
        {
            return frame;
        }

        foreach (var later in events.Skip(1))
        {
            rest.Enqueue(later);
        }

        task.History = new() { Events = { events[0] } };
        task.NextPageToken = ByteString.CopyFromUtf8("more");
        return GrpcFraming.Frame(task);
    }

    private static byte[] Frame(byte[] message, byte compressed)
    {
        var frame = new byte[GrpcFraming.PrefixLength + message.Length];
        frame[0] = compressed;
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), (uint)message.Length);
        message.CopyTo(frame.AsSpan(GrpcFraming.PrefixLength));
        return frame;
    }

    private Task<TemporalFront> ListenAsync() => TemporalFront.StartAsync(service.Client.Connection.Options.TargetHost!);

    private static async Task<ITemporalClient> ConnectAsync(TemporalFront front, RpcRetryOptions? retry = null) =>
        await TemporalClient.ConnectAsync(new(front.Address) { RpcRetry = retry });
}
