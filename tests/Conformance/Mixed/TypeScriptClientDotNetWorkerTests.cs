using Conformance.Npm;
using Conformance.Scenarios;
using Conformance.TypeScript;
using SlackClaudeBot.Testing;
using Temporalio.Api.History.V1;
using Temporalio.Worker;

namespace Conformance.Mixed;

/// <summary>The official TypeScript client with a .NET worker.</summary>
[Collection(NpmCollection.Name)]
[Trait("Category", "Conformance")]
public sealed class TypeScriptClientDotNetWorkerTests(NpmProject npm, DotNetWorkerOnService service) : TypeScriptClientTests(npm, service), IClassFixture<DotNetWorkerOnService>
{
    [FactWith(Need.Node)]
    public async Task The_dotnet_replayer_accepts_the_history_that_the_typescript_client_fetched()
    {
        var answers = await Client.RunAsync("replayed-by-dotnet", "start:busy:5", "result", "history");

        var history = History.Parser.ParseFrom(Convert.FromBase64String(answers[2].Value.GetProperty("bytes").GetString()!));
        await new WorkflowReplayer(new WorkflowReplayerOptions().AddWorkflow<BusyWorkflow>()).ReplayWorkflowAsync(new("replayed-by-dotnet", history.Events));
    }
}
