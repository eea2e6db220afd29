using System.IO.Compression;
using Google.Protobuf;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Grpc;

namespace Temporalio.Api.Tests;

public sealed class GrpcFramingTests
{
    private static readonly WorkflowExecution _message = new() { WorkflowId = "fix-1", RunId = "run" };

    [Fact]
    public async Task A_message_survives_its_frame()
    {
        var read = await GrpcFraming.ReadAsync(new MemoryStream(GrpcFraming.Frame(_message)), null, CancellationToken.None);

        Assert.Equal(_message, WorkflowExecution.Parser.ParseFrom(read!.Value.Span));
    }

    [Fact]
    public async Task An_empty_body_holds_no_message() =>
        Assert.Null(await GrpcFraming.ReadAsync(new MemoryStream(), null, CancellationToken.None));

    [Fact]
    public async Task A_compressed_message_is_read()
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            _message.WriteTo(gzip);
        }

        var frame = new byte[] { 1, 0, 0, 0, (byte)compressed.Length }.Concat(compressed.ToArray()).ToArray();
        var read = await GrpcFraming.ReadAsync(new MemoryStream(frame), "gzip", CancellationToken.None);

        Assert.Equal(_message, WorkflowExecution.Parser.ParseFrom(read!.Value.Span));
    }

    [Theory]
    [InlineData(new byte[] { 0, 0, 0 }, GrpcStatusCode.Internal)]
    [InlineData(new byte[] { 7, 0, 0, 0, 0 }, GrpcStatusCode.Internal)]
    [InlineData(new byte[] { 0, 0, 0, 0, 9, 1 }, GrpcStatusCode.Internal)]
    [InlineData(new byte[] { 0, 255, 255, 255, 255 }, GrpcStatusCode.ResourceExhausted)]
    [InlineData(new byte[] { 1, 0, 0, 0, 1, 1 }, GrpcStatusCode.Unimplemented)]
    public async Task A_broken_frame_is_refused(byte[] frame, object status)
    {
        var refused = await Assert.ThrowsAsync<GrpcException>(() => GrpcFraming.ReadAsync(new MemoryStream(frame), "identity", CancellationToken.None));

        Assert.Equal(status, refused.Code);
    }

    [Theory]
    [InlineData("workflow not found for ID: a", "workflow not found for ID: a")]
    [InlineData("100 %", "100 %25")]
    [InlineData("a\nb", "a%0Ab")]
    [InlineData("für", "f%C3%BCr")]
    public void A_status_message_is_percent_encoded_and_back(string message, string encoded)
    {
        Assert.Equal(encoded, GrpcFraming.EncodeMessage(message));
        Assert.Equal(message, GrpcFraming.DecodeMessage(encoded));
    }

    [Theory]
    [InlineData("70S", 70_000)]
    [InlineData("1M", 60_000)]
    [InlineData("250m", 250)]
    [InlineData("1H", 3_600_000)]
    public void A_timeout_header_is_read(string header, int milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), GrpcFraming.DecodeTimeout(header));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("S")]
    [InlineData("12")]
    [InlineData("-1S")]
    [InlineData("1234567890S")]
    public void What_is_no_timeout_is_none(string? header) => Assert.Null(GrpcFraming.DecodeTimeout(header));

    [Fact]
    public void A_timeout_survives_its_header()
    {
        var timeout = TimeSpan.FromMilliseconds(70_500);

        Assert.Equal(timeout, GrpcFraming.DecodeTimeout(GrpcFraming.EncodeTimeout(timeout)));
    }

    [Fact]
    public void Details_travel_as_base64_without_padding()
    {
        var status = new GrpcException(GrpcStatusCode.NotFound, "gone", _message).ToStatus();
        var header = GrpcFraming.EncodeDetails(status);

        Assert.DoesNotContain('=', header);
        Assert.Equal(status, GrpcFraming.DecodeDetails(header));
        Assert.Null(GrpcFraming.DecodeDetails("not base64!"));
    }
}
