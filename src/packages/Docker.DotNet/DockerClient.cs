using Docker.DotNet.Http;

namespace Docker.DotNet;

/// <summary>Made by <see cref="DockerClientConfiguration.CreateClient"/>; safe for concurrent use.</summary>
public sealed class DockerClient : IDockerClient
{
    private readonly EngineConnection _connection;

    internal DockerClient(DockerClientConfiguration configuration, Version requestedApiVersion)
    {
        Configuration = configuration;
        _connection = new EngineConnection(configuration, requestedApiVersion);
        Containers = new ContainerOperations(_connection);
        Images = new ImageOperations(_connection);
        Networks = new NetworkOperations(_connection);
        System = new SystemOperations(_connection);
        Exec = new ExecOperations(_connection);
    }

    public DockerClientConfiguration Configuration { get; }

    public TimeSpan DefaultTimeout
    {
        get => _connection.DefaultTimeout;
        set => _connection.DefaultTimeout = value;
    }

    public IContainerOperations Containers { get; }

    public IImageOperations Images { get; }

    public INetworkOperations Networks { get; }

    public ISystemOperations System { get; }

    public IExecOperations Exec { get; }

    public void Dispose() => _connection.Dispose();
}
