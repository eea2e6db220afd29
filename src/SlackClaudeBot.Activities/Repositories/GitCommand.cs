namespace SlackClaudeBot.Activities.Repositories;

/// <summary>One git command on this host: arguments, never a shell line.</summary>
/// <param name="Arguments">Without <c>git</c> itself.</param>
internal sealed record GitCommand(params IReadOnlyList<string> Arguments)
{
    /// <summary>The bare repository it works in; null for commands that need none.</summary>
    public string? Repository { get; init; }

    /// <summary>The server it may use, and the credentials; null for commands that stay on this host.</summary>
    public GitAccess? Access { get; init; }

    /// <summary>Sent on stdin, which is then closed; null: closed at once.</summary>
    public Stream? Input { get; init; }

    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Whether it reads what came out of a sandbox, and so may use only <see cref="Git.MaxMemoryBytes"/>.</summary>
    public bool IsMemoryLimited { get; init; }

    /// <summary>More output ends the command, with <see cref="GitOutput.Truncated"/> set.</summary>
    public int MaxOutputBytes { get; init; } = 4 * 1024 * 1024;
}

/// <summary>The server that a command may reach, and its credentials.</summary>
/// <param name="Server">The only address the token is sent to.</param>
/// <param name="Token">A GitHub token.</param>
internal sealed record GitAccess(Uri Server, string Token);

/// <summary>How a command ended.</summary>
/// <param name="Code">Its exit code.</param>
/// <param name="Output">Its stdout, as text; invalid UTF-8 is replaced.</param>
/// <param name="Errors">The end of its stderr, without the token.</param>
/// <param name="Truncated">Whether it was ended because it wrote too much.</param>
internal sealed record GitOutput(int Code, string Output, string Errors, bool Truncated)
{
    public bool Succeeded => Code == 0 && !Truncated;
}

/// <summary>A git command failed.</summary>
/// <param name="command">Its verb.</param>
/// <param name="errors">Its error output, without secrets.</param>
internal sealed class GitException(string command, string errors)
    : Exception($"git {command} failed: {(errors.Length == 0 ? "it said nothing" : errors)}")
{
    /// <summary>Its error output, without secrets.</summary>
    public string Errors { get; } = errors;
}
