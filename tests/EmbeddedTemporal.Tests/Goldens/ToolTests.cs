using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EmbeddedTemporal.Tests.Driving;
using Grpc.Core;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Tests.Goldens;

[Trait("Category", "Goldens")]
public sealed partial class ToolTests
{
    public static TheoryData<string> Tools => [.. Names];

    private static IEnumerable<string> Names => Recordings.Scenarios(Recordings.ToolsFolder);

    [Theory]
    [MemberData(nameof(Tools))]
    public async Task The_command_line_and_the_web_UI_get_answers_of_the_form_they_know(string tool)
    {
        KnownDifferences.Check("tools", await PlayAsync(tool), checkStale: false);
    }

    [Fact]
    public async Task Known_differences_still_exist()
    {
        var differences = new List<string>();
        foreach (var tool in Names)
        {
            differences.AddRange(await PlayAsync(tool));
        }

        KnownDifferences.Check("tools", [.. differences.Distinct()]);
    }

    private static async Task<List<string>> PlayAsync(string tool)
    {
        await using var service = await TestService.StartAsync();
        await using var workflows = await ToolWorkflows.StartAsync(service, tool);
        if (tool == "cli_workflow_result")
        {
            await workflows.ApproveAsync("tools-review-0");
        }

        var differences = new List<string>();
        string? nextPage = null;
        foreach (var call in Recordings.Calls(Recordings.ToolsFolder, tool))
        {
            var actual = await CallAsync(service, call, nextPage);
            nextPage = (string?)actual["response"]?["nextPageToken"];
            var recorded = call.Error is null
                ? new JsonObject { ["response"] = ProtobufJson.Response(call.Method, call.Response!) }
                : new JsonObject { ["error"] = new JsonObject { ["code"] = call.Error["code"]!.DeepClone(), ["message"] = call.Error["message"]!.DeepClone() } };
            if (call.Request.ContainsKey("nextPageToken"))
            {
                // How far a long poll's pages reach depends on the moment.
                _ = recorded["response"]?["history"]?.AsObject().Remove("events");
                _ = actual["response"]?["history"]?.AsObject().Remove("events");
            }

            differences.AddRange(Shape.Differences(recorded, actual).Select(d => $"{call.Method}{d}"));
            if (call.Error is not null && (string?)actual["error"]?["message"] != (string?)call.Error["message"])
            {
                differences.Add($"{call.Method}.error.message: recorded {call.Error["message"]}, here {actual["error"]?["message"]}");
            }
        }

        return [.. differences.Distinct()];
    }

    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")]
    private static partial Regex RunId();

    private static async Task<string> RunOfAsync(TestService service, string workflowId)
    {
        var request = new DescribeWorkflowExecutionRequest { Namespace = TestService.Namespace, Execution = new() { WorkflowId = workflowId } };
        return (await service.Client.CallAsync<DescribeWorkflowExecutionResponse>(request)).WorkflowExecutionInfo.Execution.RunId;
    }

    private static async Task<JsonObject> CallAsync(TestService service, RecordedCall call, string? nextPage)
    {
        // Whatever run or page the recording named: here it is the workflow's latest run, and the page after the last.
        var request = call.Request.DeepClone().AsObject();
        if (request.ContainsKey("nextPageToken"))
        {
            request["nextPageToken"] = nextPage;
        }

        if ((request["query"] as JsonValue)?.ToString() is { } query && query.Contains("RootRunId", StringComparison.Ordinal))
        {
            request["query"] = RunId().Replace(query, await RunOfAsync(service, "tools-ui-0"));
        }

        if (request["execution"] is JsonObject execution && (string?)execution["runId"] is { Length: 36 })
        {
            _ = execution.Remove("runId");
        }

        try
        {
            return new JsonObject { ["response"] = ProtobufJson.Format(await service.Client.CallAsync(ProtobufJson.Request(call.Method, request.ToJsonString()))) };
        }
        catch (RpcException e)
        {
            return new JsonObject { ["error"] = new JsonObject { ["code"] = ScenarioPlayer.Name(e.StatusCode), ["message"] = e.Status.Detail } };
        }
    }
}
