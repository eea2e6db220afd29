using System.Text.Json.Serialization;

namespace Docker.DotNet.Models;

/// <summary>A program to run in a container.</summary>
public class ContainerExecCreateParameters
{
    public string User { get; set; }

    public bool Tty { get; set; }

    public bool AttachStdin { get; set; }

    public bool AttachStderr { get; set; }

    public bool AttachStdout { get; set; }

    public IList<string> Env { get; set; }

    public string WorkingDir { get; set; }

    public IList<string> Cmd { get; set; }
}

public class ContainerExecCreateResponse
{
    public string ID { get; set; }
}

public class ContainerExecInspectResponse
{
    [JsonPropertyName("ID")]
    public string ExecID { get; set; }

    public string ContainerID { get; set; }

    public bool Running { get; set; }

    /// <summary>Final once <see cref="Running"/> is false.</summary>
    public long ExitCode { get; set; }

    public long Pid { get; set; }
}
