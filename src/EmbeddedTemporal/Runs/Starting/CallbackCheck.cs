using EmbeddedTemporal.Grpc;
using Grpc.Core;
using Temporalio.Api.Common.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>Completion callbacks: no address is allowed, as in the real service whose operator has allowed none.</summary>
internal static class CallbackCheck
{
    // The real service's defaults.
    private const int MaxCallbacks = 32;
    private const int MaxUrlLength = 1000;

    /// <exception cref="RpcException">There are some, in the real service's words.</exception>
    public static void Check(IReadOnlyCollection<Callback> callbacks)
    {
        Errors.Require(callbacks.Count <= MaxCallbacks, $"cannot attach more than {MaxCallbacks} callbacks to a workflow");
        foreach (var callback in callbacks)
        {
            if (callback.Nexus is not { } nexus)
            {
                throw Errors.Unimplemented($"A completion callback of the kind {callback.VariantCase}");
            }

            Errors.Require(nexus.Url.Length <= MaxUrlLength, $"invalid url: url length longer than max length allowed of {MaxUrlLength}");
            Errors.Require(Uri.TryCreate(nexus.Url, UriKind.Absolute, out var url) && url.Scheme is "http" or "https", $"invalid url: unknown scheme: {nexus.Url}");
            throw Errors.Invalid($"invalid url: url does not match any configured callback address: {nexus.Url}");
        }
    }
}
