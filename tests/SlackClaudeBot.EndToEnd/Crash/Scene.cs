using SlackClaudeBot.EndToEnd.Drivers;
using SlackClaudeBot.Playground.Slack;
using Temporalio.Api.Enums.V1;
using Temporalio.Client;

namespace SlackClaudeBot.EndToEnd.Crash;

/// <summary>A world with a small job whose steps can be seen, and held up, from outside of the program.</summary>
internal sealed class Scene : IAsyncDisposable
{
    private Scene(World world, DockerRelay docker, ModelHold model) => (World, Docker, Model) = (world, docker, model);

    public World World { get; }

    public DockerRelay Docker { get; }

    public ModelHold Model { get; }

    /// <summary>The task, once its card is there.</summary>
    public SlackTask Task { get; private set; } = null!;

    public static async Task<Scene> StartAsync()
    {
        var hold = new ModelHold();
        var relay = new DockerRelay();
        var world = await World.StartAsync(SmallFix.Model(hold.Instead), s => s["DOCKER_HOST"] = relay.Address);
        return new Scene(world, relay, hold);
    }

    /// <summary>Finds the task of a command.</summary>
    public async Task FindTaskAsync(CommandResult command) => Task = await World.TaskOfAsync(command);

    /// <summary>Completes when so many signals of the task are on disk.</summary>
    public async Task SignalsAsync(int count)
    {
        var workflow = await World.WorkflowAsync(Task.WorkflowId);
        var history = workflow.FetchHistoryEventsAsync(new WorkflowHistoryEventFetchOptions { WaitNewEvent = true });
        await foreach (var happened in history)
        {
            if (happened.EventType == EventType.WorkflowExecutionSignaled && --count <= 0)
            {
                return;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await World.DisposeAsync();
        await Docker.DisposeAsync();
    }
}
