using Temporalio.Client;

namespace Temporalio.Testing;

/// <summary>How a service of this machine is started. The port of <c>TargetHost</c> is used where one is set, else any.</summary>
public class WorkflowEnvironmentStartLocalOptions : TemporalClientConnectOptions
{
    /// <summary>What concerns the service.</summary>
    public DevServerOptions DevServerOptions { get; set; } = new();

    /// <inheritdoc />
    public override object Clone()
    {
        var copy = (WorkflowEnvironmentStartLocalOptions)base.Clone();
        copy.DevServerOptions = (DevServerOptions)DevServerOptions.Clone();
        return copy;
    }
}
