namespace Docker.DotNet.Models;

/// <summary>What a container may take of its host.</summary>
public class HostConfig
{
    public LogConfig LogConfig { get; set; }

    public string NetworkMode { get; set; }

    public IList<string> CapDrop { get; set; }

    public bool Privileged { get; set; }

    public IList<string> SecurityOpt { get; set; }

    /// <summary>Mount options by path, for example <c>rw,exec,size=64m</c>.</summary>
    public IDictionary<string, string> Tmpfs { get; set; }

    /// <summary>Bytes.</summary>
    public long Memory { get; set; }

    /// <summary>Billionths of a processor.</summary>
    public long NanoCPUs { get; set; }

    /// <summary>Memory and swap together, in bytes.</summary>
    public long MemorySwap { get; set; }

    public long? PidsLimit { get; set; }

    public IList<Ulimit> Ulimits { get; set; }

    public IList<Mount> Mounts { get; set; }

    /// <summary>Runs an init as the first process, which passes signals on and buries the dead.</summary>
    public bool? Init { get; set; }
}

public class Ulimit
{
    public string Name { get; set; }

    public long Hard { get; set; }

    public long Soft { get; set; }
}

public class Mount
{
    /// <summary>bind, volume or tmpfs.</summary>
    public string Type { get; set; }

    public string Source { get; set; }

    public string Target { get; set; }

    public bool ReadOnly { get; set; }
}

public class LogConfig
{
    public string Type { get; set; }

    public IDictionary<string, string> Config { get; set; }
}
