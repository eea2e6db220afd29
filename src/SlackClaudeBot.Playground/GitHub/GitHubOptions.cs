using System.Security.Cryptography;

namespace SlackClaudeBot.Playground.GitHub;

/// <summary>What the local GitHub is like.</summary>
public sealed record GitHubOptions
{
    /// <summary>The folder that holds the bare repositories.</summary>
    public required string Folder { get; init; }

    /// <summary>The token that may read and write everything.</summary>
    public string Token { get; init; } = "ghp_playground" + RandomNumberGenerator.GetHexString(24, lowercase: true);

    /// <summary>Whether the repositories are private: nothing can be read without a token.</summary>
    public bool ReadsNeedToken { get; init; }

    /// <summary>The GitHub App that is installed for every repository; null: none.</summary>
    public GitHubAppRegistration? App { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;
}

/// <summary>A GitHub App: it signs in with a JWT and gets tokens of an hour for its installation.</summary>
public sealed record GitHubAppRegistration(long AppId, long InstallationId, string PublicKeyPem);
