using System.Text.Json.Serialization;

namespace Docker.DotNet.Models;

/// <summary>What a container is to be.</summary>
public class CreateContainerParameters
{
    [JsonIgnore]
    public string Name { get; set; }

    public string Hostname { get; set; }

    public string User { get; set; }

    public IList<string> Env { get; set; }

    public IList<string> Cmd { get; set; }

    public string Image { get; set; }

    public string WorkingDir { get; set; }

    public IList<string> Entrypoint { get; set; }

    public IDictionary<string, string> Labels { get; set; }

    public HostConfig HostConfig { get; set; }
}

public class CreateContainerResponse
{
    public string ID { get; set; }

    public IList<string> Warnings { get; set; }
}

public class ContainerStartParameters
{
}

public class ContainerStopParameters
{
    /// <summary>Between the stop signal and the kill.</summary>
    public uint? WaitBeforeKillSeconds { get; set; }
}

public class ContainerKillParameters
{
    public string Signal { get; set; }
}

public class ContainerRemoveParameters
{
    public bool? RemoveVolumes { get; set; }

    public bool? RemoveLinks { get; set; }

    /// <summary>Kills it first where it runs.</summary>
    public bool? Force { get; set; }
}

public class ContainersListParameters
{
    public bool? Size { get; set; }

    /// <summary>Stopped ones too.</summary>
    public bool? All { get; set; }

    public long? Limit { get; set; }

    /// <summary>For example <c>{ ["label"] = { ["key=value"] = true } }</c>.</summary>
    public IDictionary<string, IDictionary<string, bool>> Filters { get; set; }
}

public class ContainerListResponse
{
    public string ID { get; set; }

    public IList<string> Names { get; set; }

    public string Image { get; set; }

    [JsonConverter(typeof(UnixTimeConverter))]
    public DateTime Created { get; set; }

    /// <summary>Bytes written on top of the image; only where sizes were asked for.</summary>
    public long SizeRw { get; set; }

    public IDictionary<string, string> Labels { get; set; }

    /// <summary>created, running, paused, restarting, removing, exited or dead.</summary>
    public string State { get; set; }

    public string Status { get; set; }
}

public class ContainerInspectResponse
{
    public string ID { get; set; }

    public DateTime Created { get; set; }

    public ContainerState State { get; set; }

    public string Image { get; set; }

    public string Name { get; set; }

    public HostConfig HostConfig { get; set; }

    public Config Config { get; set; }

    public NetworkSettings NetworkSettings { get; set; }
}

public class ContainerState
{
    public string Status { get; set; }

    public bool Running { get; set; }

    public bool OOMKilled { get; set; }

    public long Pid { get; set; }

    public long ExitCode { get; set; }

    public string Error { get; set; }
}

public class Config
{
    public string User { get; set; }

    public IList<string> Env { get; set; }

    public IList<string> Cmd { get; set; }

    public string Image { get; set; }

    public string WorkingDir { get; set; }

    public IDictionary<string, string> Labels { get; set; }
}
