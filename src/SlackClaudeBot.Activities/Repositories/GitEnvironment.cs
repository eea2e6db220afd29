using System.Globalization;
using System.Text;

namespace SlackClaudeBot.Activities.Repositories;

/// <summary>
/// The whole environment of a git command on this host. Only network settings are inherited: no
/// configuration of the machine or its user, no helpers, no hooks, no prompts, no file or ssh transport.
/// </summary>
internal static class GitEnvironment
{
    // Proxies and certificates of this host.
    private static readonly string[] _inherited =
    [
        "PATH", "SSL_CERT_FILE", "SSL_CERT_DIR", "GIT_SSL_CAINFO", "CURL_CA_BUNDLE",
        "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "all_proxy", "no_proxy",
        "SystemRoot", "TMP", "TEMP", "TMPDIR",
    ];

    private static readonly (string Key, string Value)[] _settings =
    [
        ("core.hooksPath", "/dev/null"),
        ("core.fsmonitor", "false"),
        ("core.attributesFile", "/dev/null"),
        ("core.bigFileThreshold", "16m"), // larger files are streamed, not held, and count as binary in a diff
        ("credential.helper", ""),
        ("gc.auto", "0"), // sandboxes borrow objects: nothing is ever thrown away
        ("maintenance.auto", "false"),
        ("submodule.recurse", "false"),
        ("fetch.recurseSubmodules", "false"),
        ("push.recurseSubmodules", "no"),
        ("transfer.credentialsInUrl", "die"),
        ("http.followRedirects", "false"), // the token's header would follow
        ("http.lowSpeedLimit", "1000"), // bytes a second,
        ("http.lowSpeedTime", "60"), // for so many seconds, are a dead connection
        ("diff.renameLimit", "400"),
    ];

    /// <summary>All variables of one command. Only this process sees the token: it is in no argument, file or URL.</summary>
    internal static Dictionary<string, string> For(GitCommand command)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["HOME"] = "/nonexistent",
            ["LC_ALL"] = "C.UTF-8",
            ["GIT_CONFIG_NOSYSTEM"] = "1",
            ["GIT_CONFIG_GLOBAL"] = "/dev/null",
            ["GIT_ATTR_NOSYSTEM"] = "1",
            ["GIT_TERMINAL_PROMPT"] = "0",
            ["GIT_ASKPASS"] = "",
            ["GIT_PAGER"] = "cat",
            ["GIT_NO_REPLACE_OBJECTS"] = "1",
            ["GIT_ALLOW_PROTOCOL"] = command.Access?.Server.Scheme ?? "none",
        };
        foreach (var name in _inherited)
        {
            if (Environment.GetEnvironmentVariable(name) is { Length: > 0 } value)
            {
                environment[name] = value;
            }
        }

        var settings = _settings.ToList();
        if (command.Access is { } access)
        {
            settings.Add(($"http.{access.Server.AbsoluteUri}.extraHeader", $"Authorization: Basic {BasicCredentials(access.Token)}"));
        }

        environment["GIT_CONFIG_COUNT"] = settings.Count.ToString(CultureInfo.InvariantCulture);
        for (var i = 0; i < settings.Count; i++)
        {
            environment[$"GIT_CONFIG_KEY_{i}"] = settings[i].Key;
            environment[$"GIT_CONFIG_VALUE_{i}"] = settings[i].Value;
        }

        return environment;
    }

    /// <summary>The form in which GitHub accepts a token over git's HTTP.</summary>
    internal static string BasicCredentials(string token) => Convert.ToBase64String(Encoding.UTF8.GetBytes($"x-access-token:{token}"));
}
