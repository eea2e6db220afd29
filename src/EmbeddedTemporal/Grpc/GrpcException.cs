using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace EmbeddedTemporal.Grpc;

/// <summary>gRPC's status codes.</summary>
internal enum GrpcStatusCode
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

/// <summary>A call that ended with a status other than OK.</summary>
/// <param name="code">The status.</param>
/// <param name="message">For people.</param>
/// <param name="details">Messages of <c>temporal.api.errordetails.v1</c> that tell programs more.</param>
internal sealed class GrpcException(GrpcStatusCode code, string message, params IMessage[] details) : Exception(message)
{
    public GrpcStatusCode Code { get; } = code;

    public IReadOnlyList<IMessage> Details { get; } = details;

    /// <summary>The rich form of the status.</summary>
    public Google.Rpc.Status ToStatus()
    {
        var status = new Google.Rpc.Status { Code = (int)Code, Message = Message };
        status.Details.AddRange(Details.Select(Any.Pack));
        return status;
    }
}
