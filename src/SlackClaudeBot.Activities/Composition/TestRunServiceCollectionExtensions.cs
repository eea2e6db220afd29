using Microsoft.Extensions.DependencyInjection;
using SlackClaudeBot.Activities.Checks;

namespace SlackClaudeBot.Activities.Composition;

/// <summary>Registers the test runs.</summary>
public static class TestRunServiceCollectionExtensions
{
    /// <summary>Adds <see cref="TestRunActivities"/>. Needs sandboxes, the artifact store and <see cref="TimeProvider"/>.</summary>
    public static IServiceCollection AddTestRuns(this IServiceCollection services) => services.AddSingleton<TestRunActivities>();
}
