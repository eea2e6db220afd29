using Conformance.Npm;
using Conformance.OfficialSdk;
using SlackClaudeBot.Testing;
using Temporalio.Api.History.V1;
using Temporalio.Worker;

namespace Conformance.OursAndTheirs;

/// <summary>The official client cannot tell our worker from theirs.</summary>
[Collection(NpmCollection.Name)]
[Trait("Category", "Conformance")]
public sealed class TheirClientOurWorkerTests(NpmProject npm, OurWorkerOnService service) : OfficialClientTests(npm, service), IClassFixture<OurWorkerOnService>
{
    [FactWith(Need.Node)]
    public async Task Our_replayer_accepts_the_history_that_the_official_client_fetched()
    {
        var answers = await Client.RunAsync("replayed-by-us", "start:busy:5", "result", "history");

        var history = History.Parser.ParseFrom(Convert.FromBase64String(answers[2].Value.GetProperty("bytes").GetString()!));
        await new WorkflowReplayer(new WorkflowReplayerOptions().AddWorkflow<BusyWorkflow>()).ReplayWorkflowAsync(new("replayed-by-us", history.Events));
    }
}
