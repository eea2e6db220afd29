using Temporalio.Api.Common.V1;
using Temporalio.Api.Failure.V1;

namespace Temporalio.Converters;

/// <summary>Sends every payload of a failure and its causes through a codec.</summary>
internal static class FailurePayloads
{
    public static async Task ReplaceAsync(Failure? failure, Func<IReadOnlyCollection<Payload>, Task<IReadOnlyCollection<Payload>>> codec)
    {
        for (; failure is not null; failure = failure.Cause)
        {
            if (failure.EncodedAttributes is { } encoded)
            {
                failure.EncodedAttributes = (await codec([encoded]).ConfigureAwait(false)).Single();
            }

            var payloads = failure.FailureInfoCase switch
            {
                Failure.FailureInfoOneofCase.ApplicationFailureInfo => failure.ApplicationFailureInfo.Details,
                Failure.FailureInfoOneofCase.CanceledFailureInfo => failure.CanceledFailureInfo.Details,
                Failure.FailureInfoOneofCase.TimeoutFailureInfo => failure.TimeoutFailureInfo.LastHeartbeatDetails,
                Failure.FailureInfoOneofCase.ResetWorkflowFailureInfo => failure.ResetWorkflowFailureInfo.LastHeartbeatDetails,
                _ => null,
            };
            if (payloads is { Payloads_.Count: > 0 })
            {
                var replaced = await codec(payloads.Payloads_).ConfigureAwait(false);
                payloads.Payloads_.Clear();
                payloads.Payloads_.AddRange(replaced);
            }
        }
    }
}
