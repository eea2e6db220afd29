using EmbeddedTemporal.Attributes;
using EmbeddedTemporal.Tests.Driving;
using EmbeddedTemporal.Visibility;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Tests;

public sealed class ListQueryTests
{
    [Theory]
    [InlineData("WorkflowId = 'a'", "workflow_id = $v1")]
    [InlineData("`ExecutionStatus`=\"Running\"", "status = $v1")]
    [InlineData("WorkflowType IN ('a', 'b')", "type IN ($v1, $v2)")]
    [InlineData("NOT WorkflowId = 'a'", "NOT coalesce(workflow_id = $v1, 0)")]
    [InlineData("WorkflowId NOT IN ('a')", "NOT coalesce(workflow_id IN ($v1), 0)")]
    [InlineData("CloseTime IS NOT NULL", "close_time IS NOT NULL")]
    [InlineData("WorkflowId = 'a' OR WorkflowId = 'b' AND RunId = 'c'", "(workflow_id = $v1 OR (workflow_id = $v2 AND run_id = $v3))")]
    [InlineData("(WorkflowId = 'a' OR WorkflowId = 'b') AND RunId = 'c'", "((workflow_id = $v1 OR workflow_id = $v2) AND run_id = $v3)")]
    [InlineData("StartTime BETWEEN '2026-01-01T00:00:00Z' AND '2026-02-01T00:00:00Z'", "start_time BETWEEN $v1 AND $v2")]
    public void A_filter_becomes_a_condition_with_its_values_apart(string query, string condition) => Assert.Equal(condition, ListQueryParser.Parse(query, NoAttributes).Condition);

    [Theory]
    [InlineData("WorkflowId = 'a''; DROP TABLE runs; --'")]
    [InlineData("WorkflowId = \"x' OR '1'='1\"")]
    public void Text_never_becomes_part_of_the_condition(string query)
    {
        var parsed = ListQueryParser.Parse(query, NoAttributes);
        Assert.Equal("workflow_id = $v1", parsed.Condition);
        Assert.Contains('\'', Assert.IsType<string>(Assert.Single(parsed.Values)));
    }

    [Theory]
    [InlineData("nonsense", "invalid expression: incomplete expression")]
    [InlineData("this is not a query", "malformed SQL query: syntax error at position 41 near 'a'")]
    [InlineData("Nope = 1", "invalid expression: column name 'Nope' is not a valid search attribute")]
    [InlineData("StartTime > 'yesterday'", "invalid expression: unable to parse datetime 'yesterday'")]
    [InlineData("ExecutionStatus = 'Sleeping'", "invalid expression: invalid ExecutionStatus value 'Sleeping'")]
    [InlineData("WorkflowId = 'a' ORDER BY StartTime", "operation is not supported: 'ORDER BY' clause")]
    [InlineData("WorkflowId = 7", "invalid expression: invalid value type for search attribute WorkflowId of type Keyword: 7 (type: int64)")]
    [InlineData("HistoryLength = 'x'", "invalid expression: invalid value type for search attribute HistoryLength of type Int: \"x\" (type: string)")]
    [InlineData("WorkflowId = 'a' LIMIT 5", "operation is not supported: 'LIMIT' clause")]
    [InlineData("GROUP BY WorkflowType", "operation is not supported: 'GROUP BY' clause is not supported for search attribute WorkflowType")]
    [InlineData("BuildIds > 'x'", "operation is not supported: operator '>' not supported for KeywordList type search attribute 'BuildIds'")]
    [InlineData("BuildIds BETWEEN 'x' AND 'y'", "invalid expression: cannot do range condition on search attribute 'BuildIds' of type KeywordList")]
    [InlineData("StartTime STARTS_WITH '2026'", "operation is not supported: operator 'STARTS_WITH' not supported for Datetime type search attribute 'StartTime'")]
    [InlineData("WorkflowId = abc", "operation is not supported: column name on the right side of comparison expression (did you forget to quote \"abc\"?)")]
    public void A_bad_filter_is_refused_with_its_fault(string query, string message) =>
        Assert.Equal(message, Assert.Throws<ListQueryException>(() => ListQueryParser.Parse(query, SystemAttributes.Indexed.GetValueOrDefault)).Message);

    [Theory]
    [InlineData("OR", 2_000)]
    [InlineData("AND", 2_000)]
    public async Task A_filter_of_thousands_of_conditions_is_answered(string word, int count)
    {
        await using var service = await TestService.StartAsync();
        await service.StartWorkflowAsync("7");
        var query = string.Join($" {word} ", Enumerable.Range(0, count).Select(i => word == "OR" ? $"WorkflowId = '{i}'" : $"WorkflowId != 'w{i}'"));
        Assert.Equal(1, (await service.Client.CallAsync<CountWorkflowExecutionsResponse>(new CountWorkflowExecutionsRequest { Namespace = TestService.Namespace, Query = query })).Count);
    }

    [Fact]
    public void The_values_of_a_filter_have_a_bound() =>
        Assert.Throws<ListQueryException>(() => ListQueryParser.Parse($"WorkflowId IN ({string.Join(", ", Enumerable.Repeat("'w'", 50_000))})", NoAttributes));

    [Fact]
    public void Nesting_has_a_bound() => Assert.Throws<ListQueryException>(() => ListQueryParser.Parse(new string('(', 10_000) + "WorkflowId = 'a'" + new string(')', 10_000), NoAttributes));

    private static AttributeDefinition? NoAttributes(string name) => null;
}
