using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SlackClaudeBot.Workflows.Contracts;
using SlackClaudeBot.Workflows.Contracts.Agents;
using SlackClaudeBot.Workflows.Contracts.Events;
using SlackClaudeBot.Workflows.Contracts.Reviews;
using SlackClaudeBot.Workflows.Tests.Scenarios;
using Temporalio.Exceptions;

namespace SlackClaudeBot.Workflows.Tests.Histories;

/// <summary>The stories whose histories are kept.</summary>
internal static partial class RecordedStories
{
    private static readonly JsonSerializerOptions _readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static IReadOnlyDictionary<string, Func<Task<TaskScenario>>> All { get; } = new Dictionary<string, Func<Task<TaskScenario>>>
    {
        ["approved"] = async () =>
        {
            var scenario = await TaskScenario.StartAsync(task: Attempts.Task(repositories: ["acme/shop", "acme/notifier"]));
            await scenario.ReviewAsync();
            await scenario.ApproveAsync();
            return scenario;
        },
        ["rejected-then-approved"] = async () =>
        {
            var scenario = await TaskScenario.StartAsync();
            await scenario.ReviewAsync();
            var reply = await scenario.ReplyAsync("never mind");
            await scenario.Log.FirstAsync<FeedbackTaken>();
            await scenario.SignalAsync(SignalNames.Undo, new Undo("undo-1", "U2", reply));
            await scenario.ReplyAsync("handle null too");
            await scenario.PassAsync(TimeSpan.FromMinutes(1));
            await scenario.ReviewAsync(attempt: 2);
            await scenario.ApproveAsync(attempt: 2);
            return scenario;
        },
        ["asked-and-answered"] = async () =>
        {
            var scenario = await TaskScenario.StartAsync(world => world.Agent = run => Task.FromResult(
                run.Turn == 1 ? Attempts.Agent(AgentOutcome.Question) with { Question = "Which currency?" } : Attempts.Agent()));
            await scenario.Log.FirstAsync<QuestionAsked>();
            await scenario.ReplyAsync("Euro");
            await scenario.ReviewAsync();
            await scenario.ApproveAsync();
            return scenario;
        },
        ["cancelled"] = async () =>
        {
            var scenario = await TaskScenario.StartAsync();
            await scenario.ReviewAsync();
            await scenario.SignalAsync(SignalNames.Cancel, new Cancel("cancel-1", "U1", "not needed any more"));
            return scenario;
        },
        ["expired"] = () => TaskScenario.StartAsync(),
        ["sandbox-lost"] = async () =>
        {
            var scenario = await TaskScenario.StartAsync(world => world.Agent = run => run.Turn > 1
                ? Task.FromResult(Attempts.Agent())
                : throw new ApplicationFailureException("gone", errorType: FailureTypes.SandboxLost));
            await scenario.ReviewAsync();
            await scenario.RejectAsync(null);
            return scenario;
        },
    };

    /// <summary>Runs a story; its history names no machine.</summary>
    public static async Task<string> RecordAsync(string story)
    {
        await using var scenario = await All[story]();
        await scenario.EndAsync();
        var json = (await scenario.HistoryAsync()).ToJson();
        return JsonNode.Parse(OfThisMachine().Replace(json, "$1\"of some machine\""))!.ToJsonString(_readable) + "\n";
    }

    /// <summary>Identities, hosts, file names and line numbers. The name of a sticky queue contains its worker's.</summary>
    [GeneratedRegex("(\"(?:identity|stackTrace|name)\": *)\"(?:[^\"\\\\]|\\\\.)*[@/](?:[^\"\\\\]|\\\\.)*\"", RegexOptions.CultureInvariant)]
    private static partial Regex OfThisMachine();
}
