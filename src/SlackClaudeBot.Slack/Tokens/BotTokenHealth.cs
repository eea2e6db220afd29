using Microsoft.Extensions.Diagnostics.HealthChecks;
using SlackNet;

namespace SlackClaudeBot.Slack.Tokens;

/// <summary>
/// Ready means, too: Slack takes the bot's token. A Slack that does not answer makes nothing unready: what it sends must be
/// taken all the same.
/// </summary>
internal sealed class BotTokenHealth(ISlackApiClient slack, TimeProvider time) : IHealthCheck
{
    // Whoever watches asks every few seconds; Slack need not be.
    private static readonly TimeSpan _goodFor = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(2);

    private Taken? _taken;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (_taken is { } taken && time.GetElapsedTime(taken.At) < _goodFor)
        {
            return HealthCheckResult.Healthy();
        }

        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(_timeout);
        try
        {
            await slack.Auth.Test(timeout.Token);
            _taken = new(time.GetTimestamp());
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

    /// <param name="At">As <see cref="TimeProvider.GetTimestamp"/> counts.</param>
    private sealed record Taken(long At);
}
