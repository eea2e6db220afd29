using System.Reflection;
using Temporalio.Client;
using Temporalio.Testing;

namespace Temporalio.Tests.Surface;

public class OptionsTests
{
    private static readonly Assembly[] _assemblies =
    [
        typeof(TemporalClient).Assembly, typeof(WorkflowEnvironment).Assembly, typeof(Extensions.Hosting.TemporalWorkerServiceOptions).Assembly,
    ];

    [Fact]
    public void Options_can_be_cloned()
    {
        var options = _assemblies.SelectMany(a => a.GetExportedTypes()).Where(t => t.Name.EndsWith("Options", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(options);
        Assert.All(options, t => Assert.True(typeof(ICloneable).IsAssignableFrom(t), $"{t} is not ICloneable."));
        Assert.All(options, t => Assert.NotNull(t.GetConstructor(Type.EmptyTypes)));
    }
}
