using Temporalio.Client;

namespace Temporalio.Testing;

/// <summary>How a service whose time skips is started. The port of <c>TargetHost</c> is used where one is set, else any.</summary>
public class WorkflowEnvironmentStartTimeSkippingOptions : TemporalClientConnectOptions;
