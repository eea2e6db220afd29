using System.Globalization;
using System.Text;

namespace SlackClaudeBot.Activities.Agents;

/// <summary>One invocation of Claude Code: https://code.claude.com/docs/en/cli-reference.</summary>
/// <param name="Model">As given to <c>--model</c>.</param>
/// <param name="MaxTurns">The limit of model turns.</param>
/// <param name="BudgetUsd">The limit of cost; checked by the agent after it has spent it.</param>
/// <param name="SessionId">The session.</param>
/// <param name="Resumes">Whether the session exists.</param>
/// <param name="Gateway">The model gateway as seen from the sandbox.</param>
/// <param name="Token">The task's token for it.</param>
/// <param name="ConfigFolder">Where Claude Code keeps its sessions, inside.</param>
internal sealed record AgentCommandLine(
    string Model,
    int MaxTurns,
    decimal? BudgetUsd,
    Guid SessionId,
    bool Resumes,
    Uri Gateway,
    string Token,
    string ConfigFolder)
{
    /// <summary>The program and its arguments.</summary>
    public IReadOnlyList<string> Arguments(AgentOptions options)
    {
        List<string> arguments =
        [
            options.Program, "-p",
            "--output-format", "stream-json", "--verbose",
            "--model", Model,
            "--max-turns", MaxTurns.ToString(CultureInfo.InvariantCulture),
            "--permission-mode", "bypassPermissions",
            // Settings of the repositories and of the home directory would run hooks and MCP servers without a question, or name another API.
            "--setting-sources", string.Empty, "--strict-mcp-config",
            "--append-system-prompt", AgentRules.SystemPrompt,
        ];
        if (BudgetUsd is { } budget)
        {
            arguments.AddRange(["--max-budget-usd", Math.Max(budget, 0.01m).ToString("0.####", CultureInfo.InvariantCulture)]);
        }

        arguments.AddRange([Resumes ? "--resume" : "--session-id", SessionId.ToString()]);
        return arguments;
    }

    /// <summary>Variables in addition to the sandbox's own environment: https://code.claude.com/docs/en/settings#environment-variables.</summary>
    public IReadOnlyDictionary<string, string> Environment(AgentOptions options)
    {
        var environment = new Dictionary<string, string>
        {
            ["ANTHROPIC_API_KEY"] = Token,
            ["ANTHROPIC_BASE_URL"] = Gateway.AbsoluteUri.TrimEnd('/'),
            ["API_TIMEOUT_MS"] = ((long)options.ApiTimeout.TotalMilliseconds).ToString(CultureInfo.InvariantCulture),
            ["CLAUDE_CODE_DISABLE_BACKGROUND_TASKS"] = "1",
            ["CLAUDE_CODE_DISABLE_CRON"] = "1",
            ["CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC"] = "1",
            ["CLAUDE_CODE_MAX_RETRIES"] = options.ApiRetries.ToString(CultureInfo.InvariantCulture),
            ["CLAUDE_CONFIG_DIR"] = ConfigFolder,
            ["DISABLE_AUTOUPDATER"] = "1",
            ["GIT_TERMINAL_PROMPT"] = "0",
            ["PYTHONDONTWRITEBYTECODE"] = "1",
            // Claude Code asks for this before it works without permissions as root, as in a process sandbox of a root user.
            ["IS_SANDBOX"] = "1",
        };
        if (options.MaxTokens is { } tokens)
        {
            environment["CLAUDE_CODE_MAX_OUTPUT_TOKENS"] = tokens.ToString(CultureInfo.InvariantCulture);
        }

        return environment;
    }

    /// <summary>The prompt as sent on stdin. Claude Code would read a word after a leading slash as a command.</summary>
    public static byte[] Prompt(string text) => Encoding.UTF8.GetBytes(text.StartsWith('/') ? " " + text : text);
}
