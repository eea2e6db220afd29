using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using EmbeddedTemporal.Grpc;
using EmbeddedTemporal.Tests.Driving;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Grpc.Net.Compression;
using Grpc.Reflection.V1;
using Microsoft.Extensions.Logging;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.OperatorService.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Tests;

/// <summary>The gRPC server besides the API: limits, refusals, compression, health, reflection, and undelivered answers.</summary>
public sealed class GrpcTests : IAsyncDisposable
{
    // As they lie on the wire. The second announces 256 compressed bytes and has two.
    private static readonly byte[] _emptyMessage = [0, 0, 0, 0, 0];
    private static readonly byte[] _partOfMessage = [1, 0, 0, 1, 0, 0x1F, 0x8B];

    private readonly RecordedLog _log = new();

    [Fact]
    public async Task A_method_that_is_not_offered_answers_unimplemented_with_a_sentence()
    {
        await using var service = await TestService.StartAsync();
        var refused = await Assert.ThrowsAsync<RpcException>(() => service.Client.CallAsync(new CreateNexusEndpointRequest()));
        Assert.Equal(
            (StatusCode.Unimplemented, "unknown method /temporal.api.operatorservice.v1.OperatorService/CreateNexusEndpoint: not supported by the embedded Temporal service"),
            (refused.StatusCode, refused.Status.Detail));
    }

    [Fact]
    public async Task A_request_of_more_than_4_MiB_is_refused_with_the_sentence_that_workers_act_on()
    {
        await using var service = await TestService.StartAsync();
        var refused = await Assert.ThrowsAsync<RpcException>(() => service.StartWorkflowAsync("w", r => r.Identity = new string('x', 4 * 1024 * 1024)));
        Assert.Equal(StatusCode.ResourceExhausted, refused.StatusCode);
        Assert.Matches(@"^grpc: received message larger than max \(\d+ vs\. 4194304\)$", refused.Status.Detail);
    }

    [Fact]
    public async Task A_compressed_request_is_read()
    {
        await using var service = await TestService.StartAsync();
        var options = new CallOptions(headers: new() { { "grpc-internal-encoding-request", "gzip" } });
        Assert.NotEmpty(((GetSystemInfoResponse)await service.Client.CallAsync(new GetSystemInfoRequest(), options)).ServerVersion);
    }

    [Fact]
    public async Task A_small_request_that_expands_to_gigabytes_is_refused_before_it_fills_the_memory()
    {
        await using var service = await TestService.StartAsync();
        var refused = await RefusedAsync(service, CompressZeros(megabytes: 1024), "gzip");
        Assert.Equal(StatusCode.ResourceExhausted, refused.StatusCode);
        var read = Regex.Match(refused.Status.Detail, @"^grpc: received message larger than max \((\d+) vs\. 4194304\)$").Groups[1].Value;
        Assert.InRange(long.Parse(read, CultureInfo.InvariantCulture), 4 * 1024 * 1024, 5 * 1024 * 1024);
    }

    [Theory]
    [InlineData("gzip", "not gzip at all", StatusCode.Internal, "grpc: failed to decompress the received message")]
    [InlineData("brotli", "whatever", StatusCode.Unimplemented, "Unsupported grpc-encoding value 'brotli'")]
    public async Task A_request_that_cannot_be_decompressed_is_refused(string encoding, string body, StatusCode code, string message)
    {
        await using var service = await TestService.StartAsync();
        var refused = await RefusedAsync(service, Encoding.UTF8.GetBytes(body), encoding);
        Assert.Equal(code, refused.StatusCode);
        Assert.StartsWith(message, refused.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_disconnects_during_a_compressed_request_is_not_logged_as_an_error()
    {
        await using var service = await TestService.StartAsync(log: _log);
        for (var round = 0; round < 20; round++)
        {
            using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
            using var body = new UnfinishedBody();
            using var request = Request(new Uri($"http://{service.Server.Address}"), "GetSystemInfo", body, "gzip");
            var sending = http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, body.Gone);
            await body.HalfSent;
            await body.GoAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        }

        _ = await service.Client.CallAsync(new GetSystemInfoRequest());
        Assert.DoesNotContain(_log.Lines, l => l.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task An_answer_larger_than_a_request_may_be_is_delivered()
    {
        var answer = new PollActivityTaskQueueResponse { TaskToken = ByteString.CopyFrom(new byte[20_000_000]) };
        await using var host = await StartAsync(_ => Task.FromResult<IMessage>(answer), _ => Assert.Fail("It arrived."));
        using var client = new GrpcClient(host.Address.Authority);
        Assert.Equal(answer, await client.CallAsync(new PollActivityTaskQueueRequest()));
    }

    [Fact]
    public async Task Health_is_reported_by_the_standard_gRPC_service()
    {
        await using var service = await TestService.StartAsync();
        var health = await new Health.HealthClient(service.Client.Invoker).CheckAsync(new HealthCheckRequest());
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, health.Status);
    }

    [Fact]
    public async Task Reflection_describes_the_api()
    {
        await using var service = await TestService.StartAsync();
        using var call = new ServerReflection.ServerReflectionClient(service.Client.Invoker).ServerReflectionInfo();
        await call.RequestStream.WriteAsync(new ServerReflectionRequest { ListServices = "" });
        await call.RequestStream.WriteAsync(new ServerReflectionRequest { FileContainingSymbol = "temporal.api.workflowservice.v1.WorkflowService" });
        await call.RequestStream.CompleteAsync();
        var answers = await call.ResponseStream.ReadAllAsync().ToListAsync();
        Assert.Contains("temporal.api.workflowservice.v1.WorkflowService", answers[0].ListServicesResponse.Service.Select(s => s.Name));
        Assert.NotEmpty(answers[1].FileDescriptorResponse.FileDescriptorProto);
    }

    [Fact]
    public async Task An_answer_that_arrives_before_its_deadline_is_not_requeued()
    {
        await using var service = await TestService.StartAsync();
        var poll = new PollWorkflowTaskQueueRequest { Namespace = TestService.Namespace, TaskQueue = new() { Name = "queue", Kind = TaskQueueKind.Normal } };
        for (var i = 0; i < 50; i++)
        {
            await service.StartWorkflowAsync($"w-{i}");
            var task = await service.Client.CallAsync<PollWorkflowTaskQueueResponse>(poll, TimeSpan.FromMinutes(1));
            await service.CompleteAsync(task, Commands.Complete());
        }
    }

    [Fact]
    public async Task An_answer_whose_caller_is_gone_is_requeued()
    {
        var asked = new TaskCompletionSource();
        var takenBack = new TaskCompletionSource<IMessage>();
        var answer = new PollActivityTaskQueueResponse { ActivityId = "a" };
        await using var host = await StartAsync(async gone =>
        {
            asked.SetResult();
            await Task.Delay(Timeout.Infinite, gone).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return answer;
        }, takenBack.SetResult);
        using var client = new GrpcClient(host.Address.Authority);
        using var end = new CancellationTokenSource();
        var call = client.CallAsync(new PollActivityTaskQueueRequest(), end.Token);
        await asked.Task;
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Same(answer, await takenBack.Task.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task An_answer_whose_caller_disconnects_while_it_is_sent_is_requeued()
    {
        var takenBack = new TaskCompletionSource<IMessage>();
        var answer = new PollActivityTaskQueueResponse { TaskToken = ByteString.CopyFrom(new byte[20_000_000]) };
        await using var host = await StartAsync(_ => Task.FromResult<IMessage>(answer), takenBack.SetResult);
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var content = new ByteArrayContent(_emptyMessage);
        using var request = Request(host.Address, "PollActivityTaskQueue", content, "identity");
        using (var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead))
        {
            await using var stream = await response.Content.ReadAsStreamAsync();
            await stream.ReadExactlyAsync(new byte[1000]);
        }

        Assert.Same(answer, await takenBack.Task.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    public ValueTask DisposeAsync()
    {
        _log.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<GrpcHost> StartAsync(Func<CancellationToken, Task<IMessage>> answer, Action<IMessage> undelivered)
    {
        var router = new GrpcRouter().Add(Temporalio.Api.WorkflowService.V1.ServiceReflection.Descriptor.Services[0]);
        router.Map<PollActivityTaskQueueRequest>(async (_, gone) => await answer(gone), undelivered);
        return (await GrpcHost.TryStartAsync(new() { Port = 0 }, router, new RoutedCalls(new CallTracker(), _log), CancellationToken.None))!;
    }

    /// <summary>Sends these bytes as the compressed form of a message.</summary>
    private static async Task<RpcException> RefusedAsync(TestService service, byte[] compressed, string encoding)
    {
        using var channel = GrpcChannel.ForAddress($"http://{service.Server.Address}", new() { CompressionProviders = [new Prepared(encoding, compressed)] });
        var bytes = Marshallers.Create<byte[]>(b => b, b => b);
        var method = new Method<byte[], byte[]>(MethodType.Unary, "temporal.api.workflowservice.v1.WorkflowService", "GetSystemInfo", bytes, bytes);
        var options = new CallOptions(headers: new() { { "grpc-internal-encoding-request", encoding } });
        return await Assert.ThrowsAsync<RpcException>(async () => await channel.CreateCallInvoker().AsyncUnaryCall(method, host: null, options, []));
    }

    private static HttpRequestMessage Request(Uri address, string method, HttpContent content, string encoding)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, $"/temporal.api.workflowservice.v1.WorkflowService/{method}"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        content.Headers.ContentType = new("application/grpc");
        request.Headers.TE.Add(new("trailers"));
        request.Headers.Add("grpc-encoding", encoding);
        return request;
    }

    private static byte[] CompressZeros(int megabytes)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest))
        {
            var block = new byte[1024 * 1024];
            for (var i = 0; i < megabytes; i++)
            {
                gzip.Write(block);
            }
        }

        return compressed.ToArray();
    }

    /// <summary>"Compresses" to what was prepared.</summary>
    private sealed class Prepared(string encoding, byte[] compressed) : ICompressionProvider
    {
        public string EncodingName => encoding;

        public Stream CreateCompressionStream(Stream stream, CompressionLevel? compressionLevel)
        {
            stream.Write(compressed);
            return new MemoryStream();
        }

        public Stream CreateDecompressionStream(Stream stream) => throw new NotSupportedException();
    }

    /// <summary>The beginning of a message; the rest never comes.</summary>
    private sealed class UnfinishedBody : HttpContent
    {
        private readonly TaskCompletionSource _halfSent = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly CancellationTokenSource _gone = new();

        public Task HalfSent => _halfSent.Task;

        public CancellationToken Gone => _gone.Token;

        public Task GoAsync() => _gone.CancelAsync();

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            await stream.WriteAsync(_partOfMessage, cancellationToken);
            await stream.FlushAsync(cancellationToken);
            _halfSent.SetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }

        protected override void Dispose(bool disposing)
        {
            _gone.Dispose();
            base.Dispose(disposing);
        }
    }
}
