using System.Net;
using Docker.DotNet;
using Docker.DotNet.Models;
using SlackClaudeBot.Activities.Gateway;

namespace SlackClaudeBot.Activities.Sandboxes.Docker;

/// <summary>The bridge that containers are in. They reach the internet and this host's address on it, but not each other.</summary>
public sealed class DockerSandboxNetwork(IDockerClient docker, SandboxOptions options) : IGatewayNetwork
{
    /// <summary>https://docs.docker.com/engine/network/drivers/bridge/#options</summary>
    private const string EnableInterContainerTraffic = "com.docker.network.bridge.enable_icc";

    public Task<IPAddress> GetHostAddressAsync(CancellationToken cancellationToken) =>
        DockerEngine.CallAsync(options, async () => HostAddress(await EnsureAsync(cancellationToken)), cancellationToken);

    /// <summary>Checks the network if it exists; one that is missing is created with the first sandbox.</summary>
    /// <exception cref="SandboxUnavailableException">Sandboxes cannot be in it.</exception>
    internal Task CheckAsync(CancellationToken cancellationToken) => DockerEngine.CallAsync(
        options,
        async () =>
        {
            if (await FindAsync(cancellationToken) is { } network)
            {
                HostAddress(network);
            }
        },
        cancellationToken);

    private async Task<NetworkResponse> EnsureAsync(CancellationToken cancellationToken)
    {
        if (await FindAsync(cancellationToken) is { } network)
        {
            return network;
        }

        try
        {
            await docker.Networks.CreateNetworkAsync(
                new NetworksCreateParameters
                {
                    Name = options.Network,
                    Driver = "bridge",
                    CheckDuplicate = true,
                    Options = new Dictionary<string, string> { [EnableInterContainerTraffic] = "false" },
                    Labels = new Dictionary<string, string> { [ContainerLabels.CreatedBy] = ContainerLabels.Us },
                },
                cancellationToken);
        }
        // Somebody else created it meanwhile.
        catch (DockerApiException e) when (e.StatusCode == HttpStatusCode.Conflict)
        {
        }

        return await FindAsync(cancellationToken)
            ?? throw new SandboxUnavailableException($"The Docker network {options.Network} was removed while it was created.");
    }

    private async Task<NetworkResponse?> FindAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await docker.Networks.InspectNetworkAsync(options.Network, cancellationToken);
        }
        catch (DockerNetworkNotFoundException)
        {
            return null;
        }
    }

    private static IPAddress HostAddress(NetworkResponse network)
    {
        if (network.Driver != "bridge")
        {
            throw new SandboxUnavailableException($"The Docker network {network.Name} is not a bridge, so sandboxes cannot be in it: set SANDBOX_NETWORK to another name.");
        }

        // A bridge that somebody created with other options lets sandboxes reach each other.
        if (network.Options?.TryGetValue(EnableInterContainerTraffic, out var icc) != true || icc != "false")
        {
            throw new SandboxUnavailableException(
                $"The Docker network {network.Name} lets containers reach each other: remove it (docker network rm {network.Name}) or set SANDBOX_NETWORK to another name.");
        }

        var gateway = network.IPAM?.Config?.Select(c => c.Gateway).FirstOrDefault(g => IPAddress.TryParse(g, out _));
        return gateway is null
            ? throw new SandboxUnavailableException($"The Docker network {network.Name} has no gateway address.")
            : IPAddress.Parse(gateway);
    }
}
