namespace Docker.DotNet.Models;

public class NetworksCreateParameters
{
    /// <summary>Refuses a second network of the same name.</summary>
    public bool CheckDuplicate { get; set; }

    public string Driver { get; set; }

    public bool Internal { get; set; }

    public IDictionary<string, string> Options { get; set; }

    public IDictionary<string, string> Labels { get; set; }

    public string Name { get; set; }
}

public class NetworksCreateResponse
{
    public string ID { get; set; }

    public string Warning { get; set; }
}

public class NetworksListParameters
{
    public IDictionary<string, IDictionary<string, bool>> Filters { get; set; }
}

public class NetworkResponse
{
    public string Name { get; set; }

    public string ID { get; set; }

    public string Driver { get; set; }

    public bool Internal { get; set; }

    public IPAM IPAM { get; set; }

    public IDictionary<string, string> Options { get; set; }

    public IDictionary<string, string> Labels { get; set; }
}

/// <summary>How a network hands out addresses.</summary>
public class IPAM
{
    public string Driver { get; set; }

    public IList<IPAMConfig> Config { get; set; }
}

public class IPAMConfig
{
    public string Subnet { get; set; }

    /// <summary>The host's address on a bridge.</summary>
    public string Gateway { get; set; }
}

public class NetworkSettings
{
    public IDictionary<string, EndpointSettings> Networks { get; set; }
}

public class EndpointSettings
{
    public string NetworkID { get; set; }

    public string Gateway { get; set; }

    public string IPAddress { get; set; }
}
