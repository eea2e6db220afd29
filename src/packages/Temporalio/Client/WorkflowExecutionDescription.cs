using Temporalio.Api.Common.V1;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Converters;

namespace Temporalio.Client;

/// <summary>What the service tells of one run.</summary>
public class WorkflowExecutionDescription : WorkflowExecution
{
    private readonly DataConverter _converter;

    internal WorkflowExecutionDescription(DescribeWorkflowExecutionResponse rawDescription, DataConverter dataConverter)
        : base(rawDescription.WorkflowExecutionInfo, dataConverter) => (RawDescription, _converter) = (rawDescription, dataConverter);

    internal DescribeWorkflowExecutionResponse RawDescription { get; }

    /// <summary>The line for Temporal's UI that it was started with.</summary>
    public Task<string?> GetStaticSummaryAsync() => TextAsync(RawDescription.ExecutionConfig?.UserMetadata?.Summary);

    /// <summary>The details for Temporal's UI that it was started with.</summary>
    public Task<string?> GetStaticDetailsAsync() => TextAsync(RawDescription.ExecutionConfig?.UserMetadata?.Details);

    private async Task<string?> TextAsync(Payload? payload) => payload is null ? null : await _converter.ToValueAsync<string>(payload).ConfigureAwait(false);
}
