using Microsoft.Extensions.Logging.Abstractions;
using Temporalio.Workflows;

namespace Temporalio.Tests.Workers;

public class PatchTests
{
    private const int Patches = 100;

    [Fact]
    public void Patches_are_listed_in_order_and_only_as_far_as_a_search_attribute_may_reach()
    {
        var commands = FirstTask.Answer<Patched>(NullLoggerFactory.Instance, signal: "any");

        var lists = commands.Select(c => c.UpsertWorkflowSearchAttributesCommandAttributes).OfType<Api.Command.V1.UpsertWorkflowSearchAttributesCommandAttributes>()
            .Select(a => a.SearchAttributes.IndexedFields["TemporalChangeVersion"].Data.ToStringUtf8()).ToArray();
        Assert.Equal(Patches, commands.Count(c => c.RecordMarkerCommandAttributes is not null));
        Assert.InRange(lists.Length, 2, Patches - 1);
        Assert.All(lists, list => Assert.InRange(list.Length, 1, 2047));
        Assert.StartsWith("[\"a-patch-with-a-long-enough-name-098\",\"a-patch-with-a-long-enough-name-099\"]", lists[1], StringComparison.Ordinal);
    }

    [Workflow]
    public class Patched
    {
        [WorkflowRun]
        public Task RunAsync()
        {
            for (var i = Patches - 1; i >= 0; i--)
            {
                Workflow.Patched($"a-patch-with-a-long-enough-name-{i:000}");
            }

            return Task.CompletedTask;
        }
    }
}
