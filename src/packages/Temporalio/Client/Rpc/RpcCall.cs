using Google.Protobuf;

namespace Temporalio.Client.Rpc;

/// <summary>One unary call.</summary>
/// <param name="Service">The full name of the gRPC service.</param>
/// <param name="Method">The method.</param>
/// <param name="Request">What is sent.</param>
/// <param name="Parser">Reads the answer.</param>
/// <param name="Headers">What is sent along.</param>
/// <param name="Policy">How long it may take, and whether it is tried again.</param>
internal sealed record RpcCall<T>(
    string Service,
    string Method,
    IMessage Request,
    MessageParser<T> Parser,
    IReadOnlyList<KeyValuePair<string, string>> Headers,
    RpcPolicy Policy)
    where T : IMessage<T>
{
    public string Path => $"/{Service}/{Method}";
}
