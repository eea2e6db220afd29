using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Temporalio.Api.ErrorDetails.V1;

namespace EmbeddedTemporal.Tests.Goldens;

/// <summary>Between the recordings' JSON and our messages; fields that our subset of the API does not know are dropped.</summary>
internal static class ProtobufJson
{
    private static readonly TypeRegistry _details = TypeRegistry.FromFiles(MessageReflection.Descriptor, Temporalio.Api.Update.V1.MessageReflection.Descriptor);
    private static readonly JsonParser _parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true).WithTypeRegistry(_details));
    private static readonly JsonFormatter _formatter = new(JsonFormatter.Settings.Default.WithTypeRegistry(_details));

    private static readonly Dictionary<string, MethodDescriptor> _methods = new[]
    {
        Temporalio.Api.WorkflowService.V1.ServiceReflection.Descriptor.Services[0],
        Temporalio.Api.OperatorService.V1.ServiceReflection.Descriptor.Services[0],
    }.SelectMany(s => s.Methods).ToDictionary(m => m.Name);

    public static IMessage Request(string method, string json) => _parser.Parse(json, _methods[method].InputType);

    public static JsonObject Response(string method, JsonNode json) => Format(_parser.Parse(json.ToJsonString(), _methods[method].OutputType));

    public static JsonObject Parse(JsonNode json, MessageDescriptor descriptor) => Format(_parser.Parse(json.ToJsonString(), descriptor));

    public static JsonObject Format(IMessage message) => JsonNode.Parse(_formatter.Format(message))!.AsObject();
}
