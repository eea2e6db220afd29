namespace SlackClaudeBot.Cli;

/// <summary>The program's exit codes. Those from 64 on are those of sysexits.h.</summary>
internal static class ExitCodes
{
    public const int Success = 0;

    public const int Failure = 1;

    /// <summary>The command line is wrong (<c>EX_USAGE</c>).</summary>
    public const int BadUsage = 64;

    /// <summary>Something that the settings name does not answer (<c>EX_UNAVAILABLE</c>).</summary>
    public const int Unavailable = 69;

    /// <summary>A setting is missing, wrong or refused (<c>EX_CONFIG</c>).</summary>
    public const int BadSettings = 78;
}
