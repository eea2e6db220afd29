using EmbeddedTemporal;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using SlackClaudeBot.Hosting.Checks;
using SlackClaudeBot.Hosting.Health;
using SlackClaudeBot.Tests.Architecture;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using Temporalio.Client;

namespace SlackClaudeBot.Tests.Hosting;

/// <summary>A namespace without the search attributes of tasks is found before a person asks for a task.</summary>
public sealed class SearchAttributeTests
{
    [Fact]
    public async Task Missing_attributes_are_named_with_the_command_and_created_by_fix_and_then_the_program_is_ready()
    {
        await using var service = await EmbeddedTemporalServer.StartAsync(new EmbeddedTemporalOptions { Port = 0 });
        var connection = new TemporalClientConnectOptions(service.Address) { Namespace = "default" };
        var health = new TemporalHealth(TemporalClient.CreateLazy(connection));

        var missing = await SearchAttributeCheck.AskAsync("Temporal", connection, fix: false, default);
        Assert.Equal(CheckOutcome.Wrong, missing.Outcome);
        Assert.Contains("TaskKind, TaskStatus, TaskChannel, TaskRequester, TaskRepositories, TaskCostUsd", missing.Detail, StringComparison.Ordinal);
        Assert.Contains("temporal operator search-attribute create --namespace default --name TaskKind --type Keyword", missing.Detail, StringComparison.Ordinal);
        var notReady = await health.CheckHealthAsync(new HealthCheckContext());
        Assert.Equal(HealthStatus.Unhealthy, notReady.Status);
        Assert.Contains("check --fix", notReady.Description, StringComparison.Ordinal);

        Assert.Equal(CheckOutcome.Fine, (await SearchAttributeCheck.AskAsync("Temporal", connection, fix: true, default)).Outcome);

        Assert.Equal(CheckOutcome.Fine, (await SearchAttributeCheck.AskAsync("Temporal", connection, fix: false, default)).Outcome);
        Assert.Equal(HealthStatus.Healthy, (await health.CheckHealthAsync(new HealthCheckContext())).Status);
    }

    [Fact]
    public async Task The_embedded_service_of_the_program_has_them_from_its_start()
    {
        await using var service = await EmbeddedTemporalServer.StartAsync(new EmbeddedTemporalOptions { Port = 0, SearchAttributes = TaskSearchAttributes.Types });

        Assert.Null(await SearchAttributeQuery.FindProblemAsync(TemporalClient.CreateLazy(new(service.Address)), default));
    }

    [Fact]
    public void The_compose_file_creates_them()
    {
        var compose = File.ReadAllText(Path.Combine(Repository.Root, "docker", "compose.yml"));

        Assert.All(TaskSearchAttributes.Types, attribute => Assert.Contains($"--name {attribute.Key} --type {attribute.Value}", compose, StringComparison.Ordinal));
    }
}
