using Microsoft.Extensions.DependencyInjection;
using SlackClaudeBot.Activities.Metrics;
using SlackClaudeBot.Hosting;
using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Tests.Hosting;

/// <summary>A worker has every activity that a workflow can call, or does not start.</summary>
public sealed class ActivityRegistrationTests
{
    [Fact]
    public void Each_interface_of_activities_is_found() => Assert.Equal(
        ["IAgentActivities", "IMetricsActivities", "IPullRequestActivities", "IRepositoryActivities", "ISandboxActivities", "ISlotActivities", "ITaskEventActivities", "ITestRunActivities"],
        ActivityRegistration.Interfaces.Select(type => type.Name).Order());

    [Fact]
    public void An_interface_without_an_implementation_stops_the_start()
    {
        var services = new ServiceCollection().AddSingleton<MetricsActivities>();

        var missing = Assert.Throws<InvalidOperationException>(() => ActivityRegistration.FindImplementations(services));
        Assert.Contains("has 0 implementations", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_implementations_stop_the_start()
    {
        var services = new ServiceCollection();
        foreach (var contract in ActivityRegistration.Interfaces)
        {
            services.AddSingleton(NSubstitute.Substitute.For([contract], []).GetType());
        }

        Assert.Equal(ActivityRegistration.Interfaces.Count, ActivityRegistration.FindImplementations(services).Count);

        services.AddSingleton<MetricsActivities>();
        Assert.Contains(nameof(IMetricsActivities), Assert.Throws<InvalidOperationException>(() => ActivityRegistration.FindImplementations(services)).Message, StringComparison.Ordinal);
    }
}
