namespace Docker.DotNet;

/// <summary>A client of the Docker Engine API (https://docs.docker.com/engine/api/v1.41/).</summary>
public interface IDockerClient : IDisposable
{
    DockerClientConfiguration Configuration { get; }

    /// <summary>How long an ordinary call may take.</summary>
    TimeSpan DefaultTimeout { get; set; }

    IContainerOperations Containers { get; }

    IImageOperations Images { get; }

    INetworkOperations Networks { get; }

    ISystemOperations System { get; }

    IExecOperations Exec { get; }
}
