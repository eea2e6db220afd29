using System.Net;
using System.Net.Sockets;
using Docker.DotNet;

namespace SlackClaudeBot.Activities.Sandboxes.Docker;

/// <summary>Reaches the Docker engine, and says in our words what went wrong with it.</summary>
public static class DockerEngine
{
    private const string DefaultHost = "unix:///var/run/docker.sock";

    /// <summary>How long the engine may take to answer an ordinary call; making a container on a busy disk is the longest.</summary>
    private static readonly TimeSpan _callTimeout = TimeSpan.FromMinutes(2);

    /// <summary>A client of the engine at <c>DOCKER_HOST</c>. Paths carry no version: each engine takes them as its own.</summary>
    public static IDockerClient Connect(SandboxOptions options) => Connect(options, _callTimeout);

    /// <summary>A client whose calls may take this long.</summary>
    internal static IDockerClient Connect(SandboxOptions options, TimeSpan callTimeout)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new DockerClientConfiguration(new Uri(options.DockerHost ?? DefaultHost), defaultTimeout: callTimeout).CreateClient();
    }

    /// <summary>Why containers cannot be created now, for people: the engine, the image or the network. Null if they can.</summary>
    public static async Task<string?> FindProblemAsync(SandboxOptions options, CancellationToken cancellationToken)
    {
        using var docker = Connect(options);
        try
        {
            await CallAsync(options, () => docker.Images.InspectImageAsync(options.Image, cancellationToken), cancellationToken);
            await new DockerSandboxNetwork(docker, options).CheckAsync(cancellationToken);
            return null;
        }
        catch (SandboxUnavailableException e)
        {
            return e.Message;
        }
    }

    /// <summary>Calls the engine for a sandbox; the token is the one that the call itself heeds.</summary>
    /// <exception cref="SandboxLostException">The container is gone or does not run.</exception>
    /// <exception cref="SandboxUnavailableException">The engine does not answer, or lacks something.</exception>
    internal static async Task<T> CallAsync<T>(SandboxOptions options, Func<Task<T>> call, CancellationToken cancellationToken, string sandboxId = "")
    {
        try
        {
            return await call();
        }
        catch (Exception e) when (e is HttpRequestException or SocketException)
        {
            throw new SandboxUnavailableException(
                $"The Docker engine at {options.DockerHost ?? DefaultHost} does not answer: start it, or set DOCKER_HOST to where it listens. ({Reason(options, e)})", e);
        }
        // The client's own limit: somebody listens, and says nothing.
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SandboxUnavailableException(
                $"The Docker engine at {options.DockerHost ?? DefaultHost} does not answer in time: is it overloaded, or does it hang?", e);
        }
        catch (DockerImageNotFoundException e)
        {
            throw new SandboxUnavailableException(
                $"The Docker engine has no image {options.Image}: build it with `docker build -t {options.Image} - < docker/Dockerfile.sandbox`, or set SANDBOX_IMAGE.", e);
        }
        catch (DockerContainerNotFoundException e)
        {
            throw new SandboxLostException(sandboxId, e);
        }
        catch (DockerApiException e) when (sandboxId.Length > 0 && IsNotRunning(e))
        {
            throw new SandboxLostException(sandboxId, e);
        }
        catch (DockerApiException e) when (e.StatusCode >= HttpStatusCode.InternalServerError)
        {
            throw new SandboxUnavailableException($"The Docker engine failed: {e.ResponseBody.Trim()}", e);
        }
    }

    /// <summary>For a socket file the client's own message names a host that does not exist.</summary>
    private static string Reason(SandboxOptions options, Exception e)
    {
        const string Socket = "unix://";
        var host = options.DockerHost ?? DefaultHost;
        return host.StartsWith(Socket, StringComparison.Ordinal) && !File.Exists(host[Socket.Length..])
            ? $"there is no file {host[Socket.Length..]}"
            : e.Message.Replace(" (docker:80)", string.Empty, StringComparison.Ordinal);
    }

    /// <summary>The container exists and does not run; one that is being removed is reported as the engine's own failure.</summary>
    private static bool IsNotRunning(DockerApiException e) =>
        e.StatusCode == HttpStatusCode.Conflict || e.ResponseBody.Contains("is not running", StringComparison.Ordinal);

    /// <inheritdoc cref="CallAsync{T}"/>
    internal static Task CallAsync(SandboxOptions options, Func<Task> call, CancellationToken cancellationToken, string sandboxId = "") => CallAsync(
        options,
        async () =>
        {
            await call();
            return true;
        },
        cancellationToken,
        sandboxId);
}
