using System.Text.Json;
using Conformance.Npm;
using Google.Protobuf.Reflection;
using SlackClaudeBot.TestSupport;
using Temporalio.Api.ErrorDetails.V1;
using Temporalio.Api.Sdk.V1;

namespace Conformance.ProtoSubset;

/// <summary>Our subset of the API against the official one: every message, field, number and type.</summary>
[Collection(NpmCollection.Name)]
[Trait("Category", "Conformance")]
public sealed class ProtoSubsetTests(NpmProject npm)
{
    [FactWith(Need.Node)]
    public async Task Every_field_and_number_of_ours_is_the_official_one()
    {
        var official = JsonDocument.Parse(await npm.RunScriptAsync("describe-proto.mjs")).RootElement;
        var files = Files();
        var differences = new List<string>();

        foreach (var message in files.SelectMany(f => f.MessageTypes).SelectMany(WithNested))
        {
            Compare(message, official.GetProperty("messages"), differences);
        }

        foreach (var type in files.SelectMany(f => f.EnumTypes.Concat(f.MessageTypes.SelectMany(WithNested).SelectMany(m => m.EnumTypes))))
        {
            Compare(type, official.GetProperty("enums"), differences);
        }

        foreach (var method in files.SelectMany(f => f.Services).SelectMany(s => s.Methods))
        {
            Compare(method, official.GetProperty("methods"), differences);
        }

        Assert.Empty(differences);
        Assert.True(files.Sum(f => f.MessageTypes.Count) > 200, "The subset has shrunk beyond what the service needs.");
    }

    private static List<FileDescriptor> Files()
    {
        var files = new Dictionary<string, FileDescriptor>();
        void Add(FileDescriptor file)
        {
            if (file.Package.StartsWith("google.protobuf", StringComparison.Ordinal) || !files.TryAdd(file.Name, file))
            {
                return;
            }

            foreach (var dependency in file.Dependencies)
            {
                Add(dependency);
            }
        }

        FileDescriptor[] roots =
        [
            Temporalio.Api.WorkflowService.V1.ServiceReflection.Descriptor,
            Temporalio.Api.OperatorService.V1.ServiceReflection.Descriptor,
            NotFoundFailure.Descriptor.File,
            WorkflowMetadata.Descriptor.File,
        ];
        foreach (var file in roots)
        {
            Add(file);
        }

        return [.. files.Values];
    }

    private static IEnumerable<MessageDescriptor> WithNested(MessageDescriptor message) =>
        message.NestedTypes.Where(n => !(n.GetOptions()?.MapEntry ?? false)).SelectMany(WithNested).Prepend(message);

    private static void Compare(MessageDescriptor ours, JsonElement official, List<string> differences)
    {
        if (!official.TryGetProperty(ours.FullName, out var fields))
        {
            differences.Add($"{ours.FullName} does not exist");
            return;
        }

        foreach (var field in ours.Fields.InDeclarationOrder())
        {
            var described = new { number = field.FieldNumber, type = TypeOf(field), repeated = field.IsRepeated && !field.IsMap };
            if (!fields.TryGetProperty(field.Name, out var theirs))
            {
                differences.Add($"{field.FullName} does not exist");
            }
            else if (theirs.GetProperty("number").GetInt32() != described.number
                || theirs.GetProperty("type").GetString() != described.type
                || theirs.GetProperty("repeated").GetBoolean() != described.repeated)
            {
                differences.Add($"{field.FullName} is {described}, officially {theirs}");
            }
        }
    }

    private static string TypeOf(FieldDescriptor field)
    {
        if (field.IsMap)
        {
            var entry = field.MessageType.Fields;
            return $"map<{TypeOf(entry[1])},{TypeOf(entry[2])}>";
        }

        return field.FieldType switch
        {
            FieldType.Message => field.MessageType.FullName,
            FieldType.Enum => field.EnumType.FullName,
            var scalar => scalar.ToString().ToLowerInvariant(),
        };
    }

    private static void Compare(EnumDescriptor ours, JsonElement official, List<string> differences)
    {
        if (!official.TryGetProperty(ours.FullName, out var values))
        {
            differences.Add($"{ours.FullName} does not exist");
            return;
        }

        differences.AddRange(ours.Values
            .Where(v => !values.TryGetProperty(v.Name, out var number) || number.GetInt32() != v.Number)
            .Select(v => $"{v.FullName} = {v.Number} is not official"));
    }

    private static void Compare(MethodDescriptor ours, JsonElement official, List<string> differences)
    {
        var name = $"{ours.Service.FullName}/{ours.Name}";
        if (!official.TryGetProperty(name, out var types)
            || types[0].GetString() != ours.InputType.FullName
            || types[1].GetString() != ours.OutputType.FullName)
        {
            differences.Add($"{name} is not official");
        }
    }
}
