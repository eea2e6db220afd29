using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.WebUtilities;
using SlackClaudeBot.EndToEnd.Drivers;
using SlackClaudeBot.Playground.GitHub;
using SlackClaudeBot.Playground.Slack;
using SlackClaudeBot.Slack.Buttons;
using SlackClaudeBot.Workflows.Contracts.Reviews;
using SlackClaudeBot.Workflows.Contracts.Status;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using Temporalio.Client;

namespace SlackClaudeBot.EndToEnd.Hostile;

/// <summary>
/// One task from its command to its pull request, with a malicious title, feedback, and decisions forged while it
/// waits; and everything that is visible from outside. It runs once for all tests of the class.
/// </summary>
public sealed partial class FinishedTask : IAsyncLifetime
{
    /// <summary>A title that a shell, git, Slack or a reader could trip over.</summary>
    public const string Title = "Checkout crashes; $(touch /tmp/pwned) `reboot` <!channel> --force \u202Ekcehc *bold* [x](https://evil.example)";

    private readonly Lazy<Task<Evidence>> _evidence;
    private World? _world;

    public FinishedTask() => _evidence = new(RunAsync);

    internal Task<Evidence> EvidenceAsync() => _evidence.Value;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_world is not null)
        {
            await _world.DisposeAsync();
        }
    }

    private async Task<Evidence> RunAsync()
    {
        using var app = RSA.Create(2048);

        // Characters that another form writes otherwise, so that each form is looked for.
        var world = _world = await World.CreateAsync(configure: o => o with
        {
            Slack = o.Slack with { BotToken = "xoxb-hostile/bot+token=0123456789", SigningSecret = "signing/secret+of=hostile~tests" },
            GitHub = o.GitHub! with { App = new GitHubAppRegistration(7, 99, app.ExportSubjectPublicKeyInfoPem()) },
        });
        world.Settings.Remove("GITHUB_TOKEN");
        world.Settings["GITHUB_APP_ID"] = "7";
        world.Settings["GITHUB_APP_PRIVATE_KEY"] = app.ExportRSAPrivateKeyPem();
        world.Settings["APPROVERS"] = world.Slack.UserGroups[0].Id;
        world.Settings["PUBLIC_URL"] = "http://127.0.0.1:9";
        world.Settings["LOG_LEVEL"] = "debug";
        await world.StartBotAsync();
        await using var watch = new ProcessWatch();
        var look = LookAtSandbox(world);

        var task = await world.FixAsync($"acme/shop \"{Title}\"");
        await task.ReviewAsync(attempt: 1);
        task.Say("Please say in the README what an empty cart costs", world.Slack.Colleague);
        var review = await task.ReviewAsync(attempt: 2);
        var listening = ProcessWatch.ListeningAddresses(world.Bot.Id);
        var stored = StoredFiles.Rights(world.DataDirectory);
        var forged = await ForgeAsync(world, task);
        var diffs = await FollowAsync(world, review);
        await task.ClickAsync(review, ActionIds.Approve, world.Slack.Colleague);
        await task.PullRequestAsync("acme/shop");
        await task.RootSaysAsync("completed");

        var temporal = await TemporalClient.ConnectAsync(world.TemporalConnection());
        var history = await temporal.GetWorkflowHandle(task.WorkflowId).FetchHistoryAsync();
        await world.Bot.StopAsync(World.Patience);
        return new Evidence(world, await look, forged, diffs, listening, [.. stored, .. StoredFiles.Rights(world.DataDirectory)], history.ToJson(), watch.Arguments);
    }

    /// <summary>Looks into the container while the agent waits for the model's next word.</summary>
    private static Task<SandboxLook> LookAtSandbox(World world)
    {
        var look = new TaskCompletionSource<SandboxLook>(TaskCreationOptions.RunContinuationsAsynchronously);
        world.Model.Asked += request =>
        {
            if (!request.IsMain || look.Task.IsCompleted)
            {
                return;
            }

            try
            {
                var root = world.Slack.Messages.First(m => m.Metadata is not null);
                var taskId = root.Metadata!.Value.GetProperty("event_payload").GetProperty("task_id").GetString()!;
                look.TrySetResult(SandboxLook.TakeAsync(taskId, [world.Bot.Address.Port, int.Parse(world.Settings["TEMPORAL_PORT"], CultureInfo.InvariantCulture), GatewayPort(world)]).GetAwaiter().GetResult());
            }
            catch (Exception e)
            {
                look.TrySetException(e);
            }
        };
        return look.Task;
    }

    /// <summary>The only port of the host that is a sandbox's business.</summary>
    internal static int GatewayPort(World world) => int.Parse(File.ReadAllText(Path.Combine(world.DataDirectory, "gateway", "port")), CultureInfo.InvariantCulture);

    /// <summary>Follows a message's link to the whole diff, and links that somebody made of it.</summary>
    private static async Task<IReadOnlyDictionary<string, HttpStatusCode>> FollowAsync(World world, SlackMessage review)
    {
        var link = WholeDiff().Match(review.Blocks.ToString()!.Replace("\\u0026", "&", StringComparison.Ordinal).Replace("&amp;", "&", StringComparison.Ordinal)).Value;
        var query = QueryHelpers.ParseQuery(link[link.IndexOf('?', StringComparison.Ordinal)..]).ToDictionary(field => field.Key, field => (string?)field.Value.ToString());
        var links = new Dictionary<string, Dictionary<string, string?>>
        {
            ["as posted"] = query,
            ["of another end"] = new(query) { ["expires"] = query["expires"] + "0" },
            ["of another artifact"] = new(query) { ["key"] = query["key"] + "x" },
            ["of a file above"] = new(query) { ["key"] = "../secrets/links.key" },
            ["with another signature"] = new(query) { ["signature"] = "A" + query["signature"]![1..] + "A" },
            ["without a signature"] = new(query) { ["signature"] = null },
            ["with nothing"] = [],
        };
        using var http = new HttpClient();
        var answers = new Dictionary<string, HttpStatusCode>();
        foreach (var (name, fields) in links)
        {
            using var answer = await http.GetAsync(new Uri(world.Bot.Address, QueryHelpers.AddQueryString("/diffs", fields)));
            answers[name] = answer.StatusCode;
        }

        return answers;
    }

    /// <summary>Tries to approve in every way that is not an approver's click; returns the wrong results.</summary>
    private static async Task<IReadOnlyList<string>> ForgeAsync(World world, SlackTask task)
    {
        using var judge = new Judge(world);
        var hostile = new HostileRequests(world);
        var (interactions, you, colleague) = (hostile.Interactions, world.Slack.You, world.Slack.Colleague);
        var number = 0;
        string Value(string? stage, int? attempt, string? workflow = null) => new ButtonValue(workflow ?? task.WorkflowId, stage, attempt).Encode();
        HostileRequest Click(string value, SlackUser user, string action = ActionIds.Approve) => interactions.Click(action, value, number++, user);
        var approval = Click(Value("fix", 2), colleague);
        var rejection = interactions.Form(Value("fix", 2), "", number++, colleague);

        List<HostileRequest> requests =
        [
            // Not from Slack: unsigned approvals, and replays.
            approval with { Outcome = Outcome.Refused },
            rejection with { Outcome = Outcome.Refused },
            approval.Signed("another secret", DateTimeOffset.UtcNow) with { Outcome = Outcome.Refused },
            approval.Signed(world.Settings["SLACK_SIGNING_SECRET"], DateTimeOffset.UtcNow.AddMinutes(-10)) with { Outcome = Outcome.Refused },
            hostile.Sign(rejection) with { Body = approval.Body, Outcome = Outcome.Refused },

            // Signed by Slack, but from people without permission.
            hostile.Sign(Click(Value("fix", 2), you)),
            hostile.Sign(Click(Value("fix", 2), you, ActionIds.Reject)),
            hostile.Sign(interactions.Form(Value("fix", 2), "", number++, you)),
            hostile.Sign(Click(Value(null, null), you, ActionIds.Undo)),
            hostile.Command($"approve {task.Id}", number++),
            hostile.Command("approve", number++),
            hostile.Command($"reject {task.Id} no", number++),

            // From an approver, for another stage, attempt or workflow.
            .. new[] { Value("fix", 1), Value("fix", 3), Value("fix", int.MaxValue), Value("fix", -1), Value("deploy", 2), Value(null, 2), Value("fix", null), Value("fix", 2, task.WorkflowId + "x"), Value("fix", 2, task.WorkflowId.ToUpperInvariant()), Value("fix", 2, " " + task.WorkflowId) }
                .Select(value => hostile.Sign(Click(value, colleague))),

            // Replies that only sound like an approval, are written by others, or are in another thread.
            .. new[] { "LGTM", "approved!", "yes", ":+1:" }.Select(text => hostile.Sign(interactions.Reply(task.Root.Ts, text, number++, colleague.Id))),
            hostile.Sign(interactions.Reply(task.Root.Ts, "approve", number++, you.Id)),
            hostile.Sign(interactions.Reply("1700000000.000100", "approve", number++, colleague.Id)),
            hostile.Sign(interactions.Reply(task.Root.Ts, "approve", number++, colleague.Id, "bot_message")),
        ];

        var problems = new List<string>();
        foreach (var request in requests)
        {
            if (await judge.SendAsync(request) is { } problem)
            {
                problems.Add(problem);
            }
        }

        // A query is answered after all earlier signals.
        var state = await (await world.WorkflowAsync(task.WorkflowId)).QueryAsync<TaskState>(QueryNames.GetState, []);
        if (state is not { Status: WorkStatus.AwaitingApproval, Attempt: 2, IsFeedbackTaken: false })
        {
            problems.Add($"The review does not wait any more, or not for everything: {state}");
        }

        return problems;
    }

    [GeneratedRegex("""http://127\.0\.0\.1:9/diffs\?[^"|>]+""")]
    private static partial Regex WholeDiff();
}

/// <summary>Everything that was visible of a task.</summary>
/// <param name="World">Where it ran; the program has stopped.</param>
/// <param name="Sandbox">Its container, while the agent worked.</param>
/// <param name="Forged">Wrong results of forged decisions.</param>
/// <param name="Diffs">The answers to links to the whole diff.</param>
/// <param name="Listening">The addresses the program listened at.</param>
/// <param name="Stored">The rights of all that was stored, while a review waited and after the end.</param>
/// <param name="History">Its history as JSON.</param>
/// <param name="Arguments">The argument lists of every process there was.</param>
internal sealed record Evidence(
    World World,
    SandboxLook Sandbox,
    IReadOnlyList<string> Forged,
    IReadOnlyDictionary<string, HttpStatusCode> Diffs,
    IReadOnlySet<IPAddress> Listening,
    IReadOnlyList<(string Path, UnixFileMode Mode)> Stored,
    string History,
    IReadOnlyCollection<string> Arguments)
{
    /// <summary>Everything that others can see, by its location.</summary>
    public IEnumerable<(string Where, byte[] Content)> Visible() =>
    [
        .. SecretSearch.Said(World),
        ("the history", Encoding.UTF8.GetBytes(History)),
        .. Arguments.Select(a => ("an argument list", Encoding.UTF8.GetBytes(a))),
        ("the container's environment", Encoding.UTF8.GetBytes(Sandbox.Environment)),
    ];
}
