using SlackClaudeBot.Activities.Gateway;
using SlackClaudeBot.Activities.Sandboxes.Programs;
using SlackClaudeBot.Foundation.Files;

namespace SlackClaudeBot.Activities.Sandboxes.Process;

/// <summary>A folder, and programs that run in it.</summary>
internal sealed class ProcessSandbox(
    SandboxOptions options,
    DataDirectory data,
    SandboxFolder folder,
    string mark,
    IModelGatewayEndpoint gateway,
    TimeProvider time,
    Func<SandboxFullException?> eviction) : RunningSandbox("127.0.0.1", folder.Root, gateway, time, eviction)
{
    private readonly TimeProvider _time = time;

    public override string Id => folder.Name;

    public override string TaskId => folder.Name;

    public override string Kind => "process";

    public override string Workspace => folder.Workspace;

    public override string Home => folder.Home;

    public override string Mirrors => data.Mirrors;

    protected override Task<IRunningProgram> StartAsync(SandboxCommand command, BoundedOutput output, CancellationToken cancellationToken) =>
        Task.FromResult(ProcessProgram.Start(options, folder, mark, command, output, _time));
}
