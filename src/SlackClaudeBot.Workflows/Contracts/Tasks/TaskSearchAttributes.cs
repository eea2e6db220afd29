using Temporalio.Api.Enums.V1;
using Temporalio.Common;

namespace SlackClaudeBot.Workflows.Contracts.Tasks;

/// <summary>The search attributes of a task's workflow, by which tasks are found: the one place for their names and types.</summary>
public static class TaskSearchAttributes
{
    /// <summary>The name of one of <see cref="TaskKinds.All"/>.</summary>
    public static SearchAttributeKey<string> Kind { get; } = SearchAttributeKey.CreateKeyword("TaskKind");

    /// <summary>A <see cref="WorkStatus"/>, spelled as in <c>get_status</c>.</summary>
    public static SearchAttributeKey<string> Status { get; } = SearchAttributeKey.CreateKeyword("TaskStatus");

    /// <summary>The id of the channel in which the task lives.</summary>
    public static SearchAttributeKey<string> Channel { get; } = SearchAttributeKey.CreateKeyword("TaskChannel");

    /// <summary>The id of the person who asked.</summary>
    public static SearchAttributeKey<string> Requester { get; } = SearchAttributeKey.CreateKeyword("TaskRequester");

    /// <summary>The full names of its repositories.</summary>
    public static SearchAttributeKey<IReadOnlyCollection<string>> Repositories { get; } = SearchAttributeKey.CreateKeywordList("TaskRepositories");

    /// <summary>Spent so far, in US dollars.</summary>
    public static SearchAttributeKey<double> CostUsd { get; } = SearchAttributeKey.CreateDouble("TaskCostUsd");

    /// <summary>The type of each attribute, by its name, as a namespace must know it.</summary>
    public static IReadOnlyDictionary<string, IndexedValueType> Types { get; } =
        new SearchAttributeKey[] { Kind, Status, Channel, Requester, Repositories, CostUsd }.ToDictionary(key => key.Name, key => key.ValueType);

    /// <summary>The attributes of a task that starts now.</summary>
    public static SearchAttributeCollection ForStart(TaskRequest task) => new SearchAttributeCollection.Builder()
        .Set(Kind, task.Kind)
        .Set(Status, WorkStatus.Pending.WireName())
        .Set(Channel, task.Channel)
        .Set(Requester, task.Requester)
        .Set(Repositories, [.. task.Repositories.Select(repository => repository.FullName)])
        .Set(CostUsd, 0)
        .ToSearchAttributeCollection();
}
