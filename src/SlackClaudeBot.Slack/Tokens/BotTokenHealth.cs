using Microsoft.Extensions.Diagnostics.HealthChecks;
using SlackClaudeBot.Slack.Caching;
using SlackNet;

namespace SlackClaudeBot.Slack.Tokens;

/// <summary>
/// Unready if Slack refuses the bot's token. If Slack does not answer, the program stays ready: requests may still come in.
/// </summary>
internal sealed class BotTokenHealth(ISlackApiClient slack, TimeProvider time) : IHealthCheck
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(2);

    private readonly AsyncCache<string, bool> _accepted = new(time, TimeSpan.FromMinutes(1));

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            // Probes poll every few seconds.
            await _accepted.GetAsync(SlackTokens.Bot, () => TestAsync(cancellationToken));
            return HealthCheckResult.Healthy();
        }
        catch (Exception e) when (SlackTokens.FindRefusal(e, SlackTokens.Bot) is { } refusal)
        {
            return HealthCheckResult.Unhealthy($"{refusal.Name} {refusal.Message}");
        }
        catch (Exception e) when (SlackTokens.IsNoAnswer(e) && !cancellationToken.IsCancellationRequested)
        {
            return HealthCheckResult.Degraded("Slack does not answer.", e);
        }
    }

    private async Task<bool> TestAsync(CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(_timeout);
        await slack.Auth.Test(timeout.Token);
        return true;
    }
}
