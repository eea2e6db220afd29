using System.Text.Json;
using Microsoft.Extensions.Logging;
using SlackClaudeBot.Activities.Gateway;
using SlackClaudeBot.Foundation.Files;
using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Activities.Sandboxes.Process;

/// <summary>
/// Sandboxes that are folders and marked processes of the bot's own user. They keep tasks apart and clean up after them; they do
/// not keep an agent from this user's files.
/// </summary>
public sealed partial class ProcessSandboxProvider : ISandboxProvider
{
    private readonly SandboxOptions _options;
    private readonly DataDirectory _data;
    private readonly HostIdentity _host;
    private readonly IModelGatewayEndpoint _gateway;
    private readonly TimeProvider _time;
    private readonly ILogger<ProcessSandboxProvider> _logger;
    private static readonly SemaphoreSlim _removing = new(1, 1);

    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, SandboxFullException> _evictions = new();

    public ProcessSandboxProvider(
        SandboxOptions options, DataDirectory data, HostIdentity host, IModelGatewayEndpoint gateway, TimeProvider time, ILogger<ProcessSandboxProvider> logger)
    {
        (_options, _data, _host, _gateway, _time, _logger) = (options, data, host, gateway, time, logger);
        Log.NotIsolated(logger);
    }

    public string Kind => "process";

    public Task<ISandbox> ProvisionAsync(SandboxRequest request, CancellationToken cancellationToken)
    {
        var taskId = request.TaskId;
        var folder = Folder(taskId);
        if (!Directory.Exists(folder.Root))
        {
            // The owner first: a folder without one could not be swept. Written whole: two at once must not mix theirs.
            var owner = new SandboxOwner(taskId, request.WorkflowId, _time.GetUtcNow());
            OwnerOnlyFile.Write(folder.OwnerFile, JsonSerializer.SerializeToUtf8Bytes(owner));
            folder.Create();
            Log.Created(_logger, folder.Root, taskId);
        }

        _evictions.TryRemove(taskId, out _);
        return Task.FromResult<ISandbox>(Open(folder));
    }

    public Task<ISandbox> GetAsync(string taskId, CancellationToken cancellationToken)
    {
        var folder = Folder(taskId);
        return Directory.Exists(folder.Root)
            ? Task.FromResult<ISandbox>(Open(folder))
            : throw new SandboxLostException(folder.Name, _evictions.GetValueOrDefault(taskId));
    }

    public async Task<ISandbox> RenewAsync(string taskId, CancellationToken cancellationToken)
    {
        await GetAsync(taskId, cancellationToken);
        await HostProcesses.KillMarkedAsync(Mark(taskId), cancellationToken);
        var folder = Folder(taskId);
        folder.Renew();
        return Open(folder);
    }

    public async Task RemoveAsync(string taskId, CancellationToken cancellationToken)
    {
        await RemoveFolderAsync(taskId, cancellationToken);
        _evictions.TryRemove(taskId, out _);
    }

    public async Task<IReadOnlyList<SandboxOwner>> ListAsync(CancellationToken cancellationToken)
    {
        var owners = new List<SandboxOwner>();
        foreach (var file in Directory.EnumerateFiles(_data.Sandboxes, $"*{SandboxFolder.OwnerSuffix}"))
        {
            if (await ReadOwnerAsync(file, cancellationToken) is { } owner)
            {
                owners.Add(owner);
            }
        }

        return owners;
    }

    public Task<IReadOnlyList<SandboxUsage>> MeasureAsync(CancellationToken cancellationToken) => Task.Run<IReadOnlyList<SandboxUsage>>(
        () => [.. from root in Directory.EnumerateDirectories(_data.Sandboxes)
              where !Path.GetFileName(root).StartsWith('.')
              select new SandboxUsage(Path.GetFileName(root), SandboxFolder.Measure(root, cancellationToken))],
        cancellationToken);

    public async Task EvictAsync(string taskId, SandboxFullException reason, CancellationToken cancellationToken)
    {
        _evictions[taskId] = reason;
        await RemoveFolderAsync(taskId, cancellationToken);
    }

    private async Task RemoveFolderAsync(string taskId, CancellationToken cancellationToken)
    {
        // One at a time: two would delete the same files.
        await _removing.WaitAsync(cancellationToken);
        try
        {
            var folder = Folder(taskId);
            folder.Detach();
            await HostProcesses.KillMarkedAsync(Mark(taskId), cancellationToken);
            folder.Delete();
            Log.Removed(_logger, folder.Root);
        }
        finally
        {
            _removing.Release();
        }
    }

    private SandboxFolder Folder(string taskId) => new(_data.Sandboxes, new TaskId(taskId));

    private string Mark(string taskId) => $"{_host.Id}-{taskId}";

    private ProcessSandbox Open(SandboxFolder folder) =>
        new(_options, _data, folder, Mark(folder.Name), _gateway, _time, () => _evictions.GetValueOrDefault(folder.Name));

    private static async Task<SandboxOwner?> ReadOwnerAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            return JsonSerializer.Deserialize<SandboxOwner>(await File.ReadAllBytesAsync(file, cancellationToken));
        }
        // Removed meanwhile, or cut short by a crash: then its folder was not made either, and the next provisioning writes it again.
        catch (Exception e) when (e is FileNotFoundException or JsonException)
        {
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "SANDBOX=process: the agent runs as this user and can read this user's files. Use it only for repositories and people you trust; SANDBOX=docker isolates it.")]
        public static partial void NotIsolated(ILogger logger);

        [LoggerMessage(LogLevel.Information, "Made folder {Folder} for task {TaskId}.")]
        public static partial void Created(ILogger logger, string folder, string taskId);

        [LoggerMessage(LogLevel.Information, "Removed folder {Folder} and its processes.")]
        public static partial void Removed(ILogger logger, string folder);
    }
}
