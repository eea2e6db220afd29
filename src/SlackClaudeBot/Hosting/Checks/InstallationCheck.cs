using Microsoft.Extensions.Logging.Abstractions;
using SlackClaudeBot.Activities.Agents;
using SlackClaudeBot.Activities.Gateway;
using SlackClaudeBot.Activities.Sandboxes;
using SlackClaudeBot.Foundation.Files;
using SlackClaudeBot.GitHub.Auth;
using SlackClaudeBot.Hosting.Health;
using SlackClaudeBot.Settings;
using SlackClaudeBot.Slack.Settings;
using SlackClaudeBot.Slack.Tokens;
using SlackClaudeBot.Tasks;

namespace SlackClaudeBot.Hosting.Checks;

/// <summary>Asks everything that the settings name whether it works. It starts nothing.</summary>
internal sealed class InstallationCheck(SettingSources sources, BotSettings settings, TimeProvider time, bool fix) : IDisposable
{
    private const string HasProblems = "its settings are missing or wrong.";
    private const string PlaygroundHasOwn = "nothing of Slack is set, so the playground starts, with its own.";

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(10) };

    /// <summary>All results, in the order of the program's start.</summary>
    public async Task<IReadOnlyList<CheckResult>> RunAsync(CancellationToken cancellationToken)
    {
        // Before LISTEN: a running SlackClaudeBot has both.
        var data = CheckDataDirectory(out var isRunning);
        var answers = await Task.WhenAll(
            CheckSandboxAsync(cancellationToken),
            CheckTemporalAsync(cancellationToken),
            CheckSlackAsync(cancellationToken),
            CheckGitHubAsync(cancellationToken),
            CheckModelApiAsync(cancellationToken));
        return [data, CheckListen(isRunning), .. answers];
    }

    public void Dispose() => _http.Dispose();

    private CheckResult CheckDataDirectory(out bool isRunning)
    {
        const string Name = "DATA_DIR";
        isRunning = false;
        if (!settings.IsValid<BotOptions>())
        {
            return NotAsked(Name, HasProblems);
        }

        var directory = new DataDirectory(settings.Get<BotOptions>().DataDirectory);
        try
        {
            var taken = DataDirectoryLock.TryAcquire(directory);
            isRunning = taken is null;
            taken?.Dispose();
            return new(Name, CheckOutcome.Fine, isRunning ? $"a running SlackClaudeBot uses {directory.Root}." : $"{directory.Root} can be written.");
        }
        catch (StartException e)
        {
            return new(Name, CheckOutcome.Wrong, e.Message);
        }
    }

    private CheckResult CheckListen(bool isRunning)
    {
        const string Name = "LISTEN";
        if (!settings.IsValid<BotOptions>() || sources.IsPlayground || isRunning)
        {
            return NotAsked(Name, sources.IsPlayground ? PlaygroundHasOwn : isRunning ? "SlackClaudeBot is running." : HasProblems);
        }

        var listen = settings.Get<BotOptions>().Listen;
        return ListenAddress.FindProblem(listen) is { } problem
            ? new(Name, CheckOutcome.Wrong, problem)
            : new(Name, CheckOutcome.Fine, $"{listen.GetLeftPart(UriPartial.Authority)} is free.");
    }

    private async Task<CheckResult> CheckSandboxAsync(CancellationToken cancellationToken)
    {
        const string Name = "Sandboxes";
        if (!settings.IsValid<SandboxOptions>() || !settings.IsValid<AgentOptions>())
        {
            return NotAsked(Name, HasProblems);
        }

        if (!settings.Get<BotOptions>().IsWorker)
        {
            return NotAsked(Name, "ROLES has no worker.");
        }

        var sandbox = settings.Get<SandboxOptions>();
        var problem = await SandboxCheck.FindProblemAsync(sandbox, settings.Get<AgentOptions>(), cancellationToken);
        return problem is null
            ? new(Name, CheckOutcome.Fine, sandbox.Kind == SandboxKind.Docker ? $"the Docker engine answers and has {sandbox.Image}." : "plain processes, as SANDBOX says.")
            : sources.IsPlayground
                ? new(Name, CheckOutcome.Fine, $"plain processes, because: {problem}")
                : new(Name, CheckOutcome.Wrong, problem);
    }

    private async Task<CheckResult> CheckTemporalAsync(CancellationToken cancellationToken)
    {
        const string Name = "Temporal";
        if (!settings.IsValid<TemporalOptions>())
        {
            return NotAsked(Name, HasProblems);
        }

        var options = settings.Get<TemporalOptions>();
        if (options.IsEmbedded)
        {
            return NotAsked(Name, "TEMPORAL_ADDRESS is not set, so the embedded service starts with the program.");
        }

        var connection = TemporalConnection.For(options, options.Address!, NullLoggerFactory.Instance);
        var answer = await TemporalProbe.AskAsync(connection, cancellationToken);
        if (answer.Outcome != TemporalOutcome.Ready)
        {
            return new(Name, answer.Outcome == TemporalOutcome.Refused ? CheckOutcome.Wrong : CheckOutcome.NoAnswer, $"{answer.Message} {answer.Help}");
        }

        return await SearchAttributeCheck.AskAsync(Name, connection, fix, cancellationToken);
    }

    private async Task<CheckResult> CheckSlackAsync(CancellationToken cancellationToken)
    {
        const string Name = "Slack";
        if (sources.IsPlayground || !settings.IsValid<SlackOptions>())
        {
            return NotAsked(Name, sources.IsPlayground ? PlaygroundHasOwn : HasProblems);
        }

        var (refused, noAnswer) = await SlackTokens.AskAsync(settings.Get<SlackOptions>(), cancellationToken);
        return refused.Count > 0
            ? new(Name, CheckOutcome.Wrong, string.Join(' ', refused.Select(problem => $"{problem.Name}: {problem.Message} {problem.Help}")))
            : noAnswer is not null
                ? new(Name, CheckOutcome.NoAnswer, $"{settings.Get<SlackOptions>().ApiUrl.Host} did not say whether it accepts the tokens: {noAnswer}")
                : new(Name, CheckOutcome.Fine, $"{settings.Get<SlackOptions>().ApiUrl.Host} accepts the tokens.");
    }

    private async Task<CheckResult> CheckGitHubAsync(CancellationToken cancellationToken) =>
        FindReason<GitHubOptions>("GITHUB_TOKEN", "GITHUB_APP_ID") is { } reason
            ? NotAsked(GitHubCheck.Name, reason)
            : await GitHubCheck.AskAsync(settings.Get<GitHubOptions>(), _http, time, cancellationToken);

    private async Task<CheckResult> CheckModelApiAsync(CancellationToken cancellationToken) =>
        FindReason<ModelApiOptions>("ANTHROPIC_API_KEY") is { } reason
            ? NotAsked(ModelApiCheck.Name, reason)
            : await ModelApiCheck.AskAsync(settings.Get<ModelApiOptions>(), _http, cancellationToken);

    /// <summary>Why a service is not asked about its credentials; null if it is.</summary>
    private string? FindReason<T>(params string[] credentials)
        where T : class => (IsPlayground: sources.IsPlayground, IsSet: credentials.Any(name => !string.IsNullOrWhiteSpace(sources.Get(name)))) switch
        {
            { IsPlayground: true, IsSet: false } => PlaygroundHasOwn,
            _ when !settings.IsValid<T>() => HasProblems,
            _ => null,
        };

    private static CheckResult NotAsked(string name, string reason) => new(name, CheckOutcome.NotAsked, reason);
}
