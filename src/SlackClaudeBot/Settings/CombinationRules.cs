using SlackClaudeBot.Activities.Agents;
using SlackClaudeBot.Activities.Sandboxes;
using SlackClaudeBot.Foundation.Settings;
using SlackClaudeBot.Tasks;

namespace SlackClaudeBot.Settings;

/// <summary>Settings of different options classes that do not go together.</summary>
internal static class CombinationRules
{
    public static IEnumerable<SettingProblem> FindProblems(BotSettings settings)
    {
        var (bot, temporal) = (settings.Get<BotOptions>(), settings.Get<TemporalOptions>());
        if (temporal.IsEmbedded && bot.IsWeb && !bot.IsWorker)
        {
            yield return new SettingProblem(
                "ROLES", "is web, without TEMPORAL_ADDRESS: tasks would start and no worker would ever run them.",
                "Set TEMPORAL_ADDRESS to the Temporal service that the workers use, or ROLES=web,worker.");
        }

        var program = settings.Get<AgentOptions>().Program;
        if (settings.Get<SandboxOptions>().Kind == SandboxKind.Process && bot.IsWorker && program.Contains('/', StringComparison.Ordinal) && !File.Exists(program))
        {
            yield return new SettingProblem("CLAUDE_PROGRAM", $"names {program}, which does not exist.", SettingAttribute.HelpFor<AgentOptions>("CLAUDE_PROGRAM"));
        }
    }
}
