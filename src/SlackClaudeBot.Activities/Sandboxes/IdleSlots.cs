using Microsoft.Extensions.Hosting;

namespace SlackClaudeBot.Activities.Sandboxes;

/// <summary>Releases the slots that are not used any more.</summary>
public sealed class IdleSlots(TaskSlots slots, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan _interval = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            slots.ReleaseIdle();
        }
    }
}
