using System.Text.Json;
using Google.Protobuf;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>Search attributes that the service itself sets on a run.</summary>
internal static class ServiceAttributes
{
    public static void Set<T>(RunTransaction transaction, string name, IndexedValueType type, T value)
    {
        var state = transaction.State;
        state.SearchAttributes ??= transaction.Run.Start.SearchAttributes?.Clone() ?? new SearchAttributes();
        state.SearchAttributes.IndexedFields[name] = new Payload
        {
            Metadata = { ["encoding"] = ByteString.CopyFromUtf8("json/plain"), ["type"] = ByteString.CopyFromUtf8(type.ToString()) },
            Data = ByteString.CopyFromUtf8(JsonSerializer.Serialize(value)),
        };
    }

    public static void Remove(RunTransaction transaction, string name) => _ = transaction.State.SearchAttributes?.IndexedFields.Remove(name);
}
