using Temporalio.Api.WorkflowService.V1;

namespace Temporalio.Client;

/// <summary>How many runs match a query.</summary>
public class WorkflowExecutionCount
{
    internal WorkflowExecutionCount(CountWorkflowExecutionsResponse raw)
    {
        Count = raw.Count;
        Groups = [.. raw.Groups.Select(g => new AggregationGroup(
            g.Count, [.. g.GroupValues.Select(v => Converters.DataConverter.Default.PayloadConverter.ToValue(v, typeof(string))!)]))];
    }

    /// <summary>How many in all.</summary>
    public long Count { get; }

    /// <summary>How many of each group, where the query has <c>GROUP BY</c>.</summary>
    public IReadOnlyCollection<AggregationGroup> Groups { get; }

    /// <summary>A group and how many it has.</summary>
    public class AggregationGroup
    {
        internal AggregationGroup(long count, IReadOnlyCollection<object> groupValues) => (Count, GroupValues) = (count, groupValues);

        /// <summary>How many.</summary>
        public long Count { get; }

        /// <summary>What the group has in common.</summary>
        public IReadOnlyCollection<object> GroupValues { get; }
    }
}
