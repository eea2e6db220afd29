using Google.Rpc;
using Temporalio.Api.Grpc;
using Temporalio.Client.Rpc;

namespace Temporalio.Exceptions;

/// <summary>The service refused a call.</summary>
public class RpcException : TemporalException
{
    /// <summary>An exception.</summary>
    /// <param name="code">The gRPC status.</param>
    /// <param name="message">The service's words.</param>
    /// <param name="rawStatus">The bytes of a <c>google.rpc.Status</c>.</param>
    public RpcException(StatusCode code, string message, byte[]? rawStatus)
        : base(message) => (Code, RawStatus) = (code, rawStatus);

    internal RpcException(GrpcException exception, Status? status)
        : base(exception.Message, exception)
    {
        Code = (StatusCode)exception.Code;
        Status = status;
        RawStatus = status is null ? null : Google.Protobuf.MessageExtensions.ToByteArray(status);
    }

    /// <summary>gRPC's status codes.</summary>
    public enum StatusCode
    {
        OK = 0,
        Cancelled = 1,
        Unknown = 2,
        InvalidArgument = 3,
        DeadlineExceeded = 4,
        NotFound = 5,
        AlreadyExists = 6,
        PermissionDenied = 7,
        ResourceExhausted = 8,
        FailedPrecondition = 9,
        Aborted = 10,
        OutOfRange = 11,
        Unimplemented = 12,
        Internal = 13,
        Unavailable = 14,
        DataLoss = 15,
        Unauthenticated = 16,
    }

    /// <summary>The gRPC status.</summary>
    public StatusCode Code { get; }

    /// <summary>The bytes of a <c>google.rpc.Status</c>, where the service sent one.</summary>
    public byte[]? RawStatus { get; }

    /// <summary>Whether what was sent is larger than the service takes.</summary>
    internal bool IsTooLarge => RetryingChannel.IsTooLarge((GrpcStatusCode)Code, Message);

    internal Status? Status { get; }

    /// <summary>The status's first detail of a type, or null.</summary>
    internal T? Detail<T>()
        where T : class, Google.Protobuf.IMessage<T>, new()
    {
        foreach (var any in Status?.Details ?? [])
        {
            if (any.TryUnpack<T>(out var detail))
            {
                return detail;
            }
        }

        return null;
    }
}
