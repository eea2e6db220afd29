using Temporalio.Api.Common.V1;
using Temporalio.Converters;
using Temporalio.Worker;

namespace Temporalio.Client.Starting;

/// <summary>What all calls need.</summary>
internal static class ClientExtensions
{
    /// <summary>How the client is called in histories.</summary>
    public static string Identity(this IWorkerClient client) =>
        ((client as ITemporalClient)?.Connection as TemporalConnection)?.Identity ?? string.Empty;

    /// <summary>The payloads of arguments; null where there are none.</summary>
    public static async Task<Payloads?> ToInputAsync(this DataConverter converter, IReadOnlyCollection<object?> args)
    {
        ArgumentNullException.ThrowIfNull(args);
        if (args.Count == 0)
        {
            return null;
        }

        var payloads = new Payloads();
        payloads.Payloads_.AddRange(await converter.ToPayloadsAsync(args).ConfigureAwait(false));
        return payloads;
    }
}
