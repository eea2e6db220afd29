namespace Temporalio.Testing;

/// <summary>The service of <see cref="WorkflowEnvironment.StartLocalAsync"/>.</summary>
public class DevServerOptions : ICloneable
{
    /// <summary>The file that keeps its histories; null for one that ends with it.</summary>
    public string? DatabaseFilename { get; set; }

    /// <summary>A copy.</summary>
    public virtual object Clone() => MemberwiseClone();
}
