using System.Diagnostics;
using EmbeddedTemporal;
using SlackClaudeBot.EndToEnd.Hostile;
using SlackClaudeBot.Playground;
using SlackClaudeBot.Playground.Changes;
using SlackClaudeBot.Playground.GitHub;
using SlackClaudeBot.Playground.MessagesApi;
using SlackClaudeBot.Playground.Slack;
using SlackClaudeBot.Slack.Messages;
using SlackClaudeBot.Testing;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using Temporalio.Client;

namespace SlackClaudeBot.EndToEnd.Drivers;

/// <summary>
/// Everything around the program: a Slack and a GitHub that check what they are sent, a model that follows a script, and the
/// program itself in its own process with a real Docker engine, the real Claude Code and real git.
/// </summary>
public sealed class World : IAsyncDisposable
{
    public const string ModelKey = "sk-ant-end-to-end-0123456789abcdef";

    /// <summary>How long anything may take that involves the agent, on a machine with other things to do.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>More often than Slack's, and sooner: what was sent to a program that starts again arrives, however slow the machine.</summary>
    private static readonly TimeSpan[] _retries = [TimeSpan.Zero, .. new[] { 1, 2, 4, 8, 16, 32 }.Select(seconds => TimeSpan.FromSeconds(seconds))];

    /// <summary>How long Slack waits for the program, and for what follows a click: a busy machine is not a fault of the program.</summary>
    private static readonly TimeSpan _answerTimeout = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan _betweenConnections = TimeSpan.FromMilliseconds(100);

    private readonly string _folder;
    private readonly PlaygroundServer _servers;
    private readonly List<BotProcess> _programs = [];
    private BotProcess? _bot;
    private EmbeddedTemporalServer? _temporal;

    private World(string folder, PlaygroundServer servers) => (_folder, _servers) = (folder, servers);

    public SlackWorkspace Slack => _servers.Slack;

    public GitHubServer GitHub => _servers.GitHub;

    public ScriptedModel Model => _servers.Model;

    public BotProcess Bot => _bot ?? throw new InvalidOperationException("The program does not run.");

    /// <summary>The program's own folder.</summary>
    public string DataDirectory => Settings["DATA_DIR"];

    /// <summary>The program's settings; change them before it starts.</summary>
    public Dictionary<string, string> Settings { get; } = [];

    /// <summary>The requests that Slack refused, except for reactions that exist already: a retry after a crash gets that answer.</summary>
    public IReadOnlyList<ReceivedRequest> Refused => [.. Slack.Requests.Refused.Where(r => r is not { Operation: "reactions.add", Refusal: "already_reacted" })];

    /// <summary>Everything the program wrote, as often as it was started.</summary>
    public string Log => string.Join('\n', _programs.Select(program => program.Log));

    /// <summary>How often the program was started.</summary>
    public int Starts => _programs.Count;

    /// <summary>Starts everything but the program.</summary>
    public static async Task<World> CreateAsync(ScriptedModel? model = null, Func<PlaygroundOptions, PlaygroundOptions>? configure = null)
    {
        var folder = Directory.CreateTempSubdirectory("end-to-end-").FullName;
        var standIns = Path.Combine(folder, "stand-ins");
        var options = new PlaygroundOptions
        {
            Folder = standIns,
            Slack = new SlackOptions { AnswerTimeout = _answerTimeout, TriggerLifetime = _answerTimeout, EventRetryDelays = _retries },
            GitHub = new GitHubOptions { Folder = Path.Combine(standIns, "repositories"), ReadsNeedToken = true },
            Model = model,
        };
        var servers = await PlaygroundServer.StartAsync(configure?.Invoke(options) ?? options);
        servers.Model.ApiKey = ModelKey;
        var world = new World(folder, servers);
        foreach (var (name, value) in new Dictionary<string, string>
        {
            ["SLACK_BOT_TOKEN"] = servers.BotToken,
            ["SLACK_SIGNING_SECRET"] = servers.SigningSecret,
            ["SLACK_API_URL"] = servers.SlackApiUrl.ToString(),
            ["GITHUB_TOKEN"] = servers.GitHubToken,
            ["GITHUB_URL"] = servers.GitHubUrl.ToString(),
            ["GITHUB_API_URL"] = servers.GitHubApiUrl.ToString(),
            ["ANTHROPIC_API_KEY"] = ModelKey,
            ["ANTHROPIC_BASE_URL"] = servers.MessagesApiUrl.ToString(),
            ["SANDBOX"] = "docker",
            // More than any test has at work at once: only the tests of the queue wait for a turn.
            ["MAX_TASKS_PER_HOST"] = "20",
            ["DOCKER_HOST"] = Needs.DockerHost ?? string.Empty,
            ["DATA_DIR"] = Path.Combine(folder, "data"),
            ["LISTEN"] = "http://127.0.0.1:0",
            ["TEMPORAL_PORT"] = FreePort().ToString(System.Globalization.CultureInfo.InvariantCulture),
        })
        {
            world.Settings[name] = value;
        }

        return world;
    }

    /// <summary>Starts everything.</summary>
    public static async Task<World> StartAsync(ScriptedModel? model = null, Action<Dictionary<string, string>>? settings = null)
    {
        var world = await CreateAsync(model);
        settings?.Invoke(world.Settings);
        await world.StartBotAsync();
        return world;
    }

    /// <summary>Starts a Temporal service outside of the program, which uses it then: a program that is web alone needs one.</summary>
    public async Task StartTemporalAsync()
    {
        _temporal = await EmbeddedTemporalServer.StartAsync(new EmbeddedTemporalOptions
        {
            DatabasePath = Path.Combine(_folder, "temporal.db"),
            Port = int.Parse(Settings["TEMPORAL_PORT"], System.Globalization.CultureInfo.InvariantCulture),
            SearchAttributes = TaskSearchAttributes.Types,
        });
        Settings["TEMPORAL_ADDRESS"] = _temporal.Address;
    }

    /// <summary>Starts the program, or starts it again.</summary>
    public async Task StartBotAsync() => Connect(await BotProcess.StartAsync(Settings, "serve"));

    /// <summary>Takes a program that was started with these settings by other means.</summary>
    public void Connect(BotProcess bot)
    {
        _programs.Add(_bot = bot);
        _servers.ConnectBot(bot.Address);
    }

    /// <summary>Kills the program as a power cut would, and starts it again.</summary>
    public async Task KillAndRestartBotAsync()
    {
        await Bot.KillAsync();
        await Bot.DisposeAsync();
        await StartBotAsync();
    }

    /// <summary>Kills the program, starts it again, and returns at once: it does not listen yet.</summary>
    public async Task<BotProcess> KillAndLaunchBotAsync()
    {
        await Bot.KillAsync();
        await Bot.DisposeAsync();
        _programs.Add(_bot = BotProcess.Launch(Settings, "serve"));
        return _bot;
    }

    /// <summary>Types <c>/claude fix …</c> and waits for the task's root message.</summary>
    public async Task<SlackTask> FixAsync(string text, SlackUser? user = null)
    {
        var command = await Slack.CommandAsync(user ?? Slack.You, "fix " + text);
        Assert.True(command.Answer.IsAcknowledged, $"The command was not acknowledged: {command.Answer}\n{Bot.Log}");
        return await TaskOfAsync(command);
    }

    /// <summary>The task that a command started.</summary>
    public async Task<SlackTask> TaskOfAsync(CommandResult command)
    {
        var taskId = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(command.TriggerId)))[..10];
        var root = await WaitAsync(() => Slack.WaitForMessageAsync(m => IsRootOf(m, taskId), Patience));
        return new SlackTask(this, taskId, root.Channel, root.Ts);
    }

    /// <summary>A workflow of the program's own Temporal service.</summary>
    public async Task<WorkflowHandle> WorkflowAsync(string workflowId)
    {
        var client = await ConnectToTemporalAsync();
        return client.GetWorkflowHandle(workflowId);
    }

    /// <summary>How its owner's tools reach the program's Temporal service: they show its token. Another service asks for none.</summary>
    public TemporalClientConnectOptions TemporalConnection()
    {
        var token = Path.Combine(DataDirectory, "temporal", "token");
        return new($"127.0.0.1:{Settings["TEMPORAL_PORT"]}") { ApiKey = File.Exists(token) ? File.ReadAllText(token).Trim() : null, Tls = new() { Disabled = true } };
    }

    /// <summary>The program may be killed at that moment, and at any later one.</summary>
    private async Task<TemporalClient> ConnectToTemporalAsync()
    {
        var options = TemporalConnection();
        options.RpcRetry = new() { MaxElapsedTime = Patience, MaxRetries = 0 };
        for (var waiting = Stopwatch.StartNew(); ; await Task.Delay(_betweenConnections))
        {
            try
            {
                return await TemporalClient.ConnectAsync(options);
            }
            catch (InvalidOperationException) when (waiting.Elapsed < Patience)
            {
                // It is down.
            }
        }
    }

    /// <summary>Waits for something; a failure includes the program's log.</summary>
    /// <param name="wait">Waits.</param>
    /// <param name="what">Begins the message of a failure.</param>
    public async Task<T> WaitAsync<T>(Func<Task<T>> wait, string what = "")
    {
        try
        {
            return await wait();
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{what}{e.Message}\nThe program's log:\n{_bot?.Log}", e);
        }
    }

    /// <summary>Waits for a task to end; a failure includes the program's log.</summary>
    public Task WaitAsync(Task something) => WaitAsync(async () =>
    {
        await something.WaitAsync(Patience);
        return true;
    });

    /// <summary>Whether another app uses the same stand-ins. Its requests are not checked.</summary>
    public bool IsShared { get; set; }

    public async ValueTask DisposeAsync()
    {
        if (_bot is not null)
        {
            await _bot.DisposeAsync();
        }

        if (_temporal is not null)
        {
            await _temporal.DisposeAsync();
        }

        await _servers.DisposeAsync();
        await DockerLeftovers.RemoveAsync(DataDirectory);
        var secrets = IsShared ? [] : await SecretSearch.FindAsync(this);
        Directory.Delete(_folder, recursive: true);
        Assert.True(secrets.Count == 0, string.Join("\n", secrets.Distinct()));
    }

    private static bool IsRootOf(SlackMessage message, string taskId) =>
        message.Metadata is { } metadata
        && metadata.GetProperty("event_type").GetString() == MessageMetadataTypes.Task
        && metadata.GetProperty("event_payload").GetProperty(MessageMetadataTypes.TaskId).GetString() == taskId;

    /// <summary>
    /// A port that nobody has, and that no connection gets by chance while the program is down and wants it again: below those
    /// that Linux gives to connections (32768 on).
    /// </summary>
    internal static int FreePort()
    {
        while (true)
        {
            var port = Random.Shared.Next(10_000, 32_000);
            using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (System.Net.Sockets.SocketException)
            {
                // The next one.
            }
        }
    }
}
