using System.Reflection;
using SlackClaudeBot.Workflows.Contracts;
using SlackClaudeBot.Workflows.Contracts.Notifications;
using SlackClaudeBot.Workflows.Engine;
using Temporalio.Activities;

namespace SlackClaudeBot.Workflows.Tests.Engine;

public sealed class FailuresTests
{
    private static readonly string _ofSlack = Failures.What("PostTaskCard");

    public static TheoryData<string> Activities => [.. typeof(FailureTypes).Assembly.GetTypes()
        .Where(type => type.IsInterface && type != typeof(INotificationActivities))
        .SelectMany(type => type.GetMethods())
        .Where(method => method.GetCustomAttribute<ActivityAttribute>() is not null)
        .Select(method => method.Name[..^"Async".Length])];

    [Theory]
    [MemberData(nameof(Activities))]
    public void Every_activity_is_called_by_what_people_call_its_work(string activity)
    {
        Assert.NotEqual(_ofSlack, Failures.What(activity));
        Assert.DoesNotContain(activity, Failures.What(activity), StringComparison.Ordinal);
    }
}
