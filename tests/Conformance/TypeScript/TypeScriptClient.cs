using System.Text.Json;
using Conformance.Npm;

namespace Conformance.TypeScript;

/// <summary>The official TypeScript client, one process for a list of steps.</summary>
internal sealed class TypeScriptClient(NpmProject npm, string address, string taskQueue)
{
    /// <summary>Runs steps (see client.mjs) against one workflow and returns their answers in order.</summary>
    public async Task<IReadOnlyList<Answer>> RunAsync(string workflowId, params string[] steps)
    {
        var output = await npm.RunScriptAsync("client.mjs", [address, taskQueue, workflowId, .. steps]);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => new Answer(JsonDocument.Parse(line).RootElement))];
    }
}

/// <summary>The answer to one step.</summary>
internal sealed record Answer(JsonElement Json)
{
    public JsonElement Value => Json.TryGetProperty("value", out var value) ? value : default;

    /// <summary>The messages of the failure and its causes, outermost first.</summary>
    public IReadOnlyList<string> Failure
    {
        get
        {
            var messages = new List<string>();
            for (var error = Json.TryGetProperty("error", out var first) ? first : default; error.ValueKind == JsonValueKind.Object;)
            {
                messages.Add($"{error.GetProperty("name").GetString()}: {error.GetProperty("message").GetString()}");
                error = error.TryGetProperty("cause", out var cause) ? cause : default;
            }

            return messages;
        }
    }
}
