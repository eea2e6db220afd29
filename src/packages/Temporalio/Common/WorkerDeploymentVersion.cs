namespace Temporalio.Common;

/// <summary>A version of the workers' code.</summary>
/// <param name="DeploymentName">What is deployed.</param>
/// <param name="BuildId">Its version.</param>
public sealed record WorkerDeploymentVersion(string DeploymentName, string BuildId);
