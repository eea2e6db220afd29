namespace Docker.DotNet.Models;

public class VersionResponse
{
    public string Version { get; set; }

    public string APIVersion { get; set; }

    public string MinAPIVersion { get; set; }

    public string Os { get; set; }

    public string Arch { get; set; }

    public string KernelVersion { get; set; }
}

public class ImageInspectResponse
{
    public string ID { get; set; }

    public IList<string> RepoTags { get; set; }

    public Config Config { get; set; }

    public string Architecture { get; set; }

    public string Os { get; set; }

    /// <summary>Bytes.</summary>
    public long Size { get; set; }
}
