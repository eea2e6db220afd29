using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using SlackClaudeBot.Settings;
using SlackClaudeBot.Testing;

namespace SlackClaudeBot.EndToEnd.Deployment;

/// <summary><c>docker/compose.yml</c>, as docker-compose understands it.</summary>
[Trait("Category", "Deployment")]
public sealed class ComposeFileTests
{
    // They end when their work is done; everything else serves.
    private static readonly string[] _jobs = ["temporal-schema", "temporal-namespace"];

    private static readonly Dictionary<string, string> _settings = new()
    {
        ["DOCKER_GID"] = "998",
        ["POSTGRES_PASSWORD"] = "chosen",
    };

    [FactWith(Need.Compose)]
    public async Task Nothing_is_privileged_and_ports_are_loopbacks_alone()
    {
        foreach (var (name, service) in await ServicesAsync(_settings))
        {
            Assert.False(service.TryGetProperty("privileged", out _), $"{name} is privileged");
            Assert.False(service.TryGetProperty("cap_add", out _), $"{name} adds capabilities");
            Assert.All(Texts(service, "ports"), port => Assert.StartsWith("127.0.0.1:", port, StringComparison.Ordinal));
        }
    }

    [FactWith(Need.Compose)]
    public async Task Versions_are_pinned()
    {
        foreach (var (name, service) in (await ServicesAsync(_settings)).Where(s => s.Key != "bot"))
        {
            Assert.Matches("^[a-z/-]+:[0-9][0-9.]*$", service.GetProperty("image").GetString()!);
        }
    }

    [FactWith(Need.Compose)]
    public async Task Services_are_restarted_and_dependencies_have_health_checks()
    {
        var services = await ServicesAsync(_settings);
        foreach (var (name, service) in services)
        {
            Assert.Equal((name, IsJob(name) ? "on-failure:10" : "unless-stopped"), (name, Text(service, "restart")));
            foreach (var needed in service.TryGetProperty("depends_on", out var depends) ? depends.EnumerateObject() : [])
            {
                Assert.Equal(IsJob(needed.Name) ? "service_completed_successfully" : "service_healthy", Text(needed.Value, "condition"));
                Assert.True(IsJob(needed.Name) || services[needed.Name].TryGetProperty("healthcheck", out _), $"{name} waits for {needed.Name}, which nobody looks after");
            }
        }

        Assert.True(services["bot"].TryGetProperty("healthcheck", out _));
    }

    [FactWith(Need.Compose)]
    public async Task The_bot_is_not_killed_before_its_time_to_stop_is_over()
    {
        var grace = Text((await ServicesAsync(_settings))["bot"], "stop_grace_period") ?? "10s";
        Assert.InRange(TimeSpan.FromSeconds(int.Parse(grace.TrimEnd('s'), CultureInfo.InvariantCulture)), new BotOptions().ShutdownTimeout, TimeSpan.MaxValue);
    }

    [FactWith(Need.Compose)]
    public async Task The_bot_has_the_engines_socket_its_data_and_nothing_else_to_write()
    {
        var bot = (await ServicesAsync(_settings))["bot"];
        Assert.True(bot.GetProperty("read_only").GetBoolean());
        Assert.Equal("1000", bot.GetProperty("user").GetString());
        Assert.Equal(["998"], Texts(bot, "group_add"));
        Assert.Equal(["ALL"], Texts(bot, "cap_drop"));
        Assert.Equal(["no-new-privileges:true"], Texts(bot, "security_opt"));
        Assert.Equal(
            ["/var/run/docker.sock:/var/run/docker.sock:rw", "/var/lib/slackclaudebot:/var/lib/slackclaudebot:rw"],
            Texts(bot, "volumes"));
    }

    [FactWith(Need.Compose)]
    public async Task The_bot_does_not_get_the_databases_password()
    {
        var services = await ServicesAsync(_settings);
        Assert.Contains("chosen", services["postgresql"].GetProperty("environment").ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("chosen", services["bot"].GetProperty("environment").ToString(), StringComparison.Ordinal);
    }

    [FactWith(Need.Compose)]
    public async Task Required_choices_are_asked_for()
    {
        foreach (var name in _settings.Keys)
        {
            await using var project = new ComposeProject(_settings.Where(s => s.Key != name).ToDictionary());
            var config = await project.RunAsync("config");
            Assert.NotEqual(0, config.ExitCode);
            Assert.Contains(name, config.Errors, StringComparison.Ordinal);
        }
    }

    private static async Task<Dictionary<string, JsonElement>> ServicesAsync(Dictionary<string, string> settings)
    {
        await using var project = new ComposeProject(settings);
        var config = await project.RunAsync("config");
        Assert.True(config.ExitCode == 0, config.Errors);
        var json = await ToJsonAsync(config.Output);
        return json.GetProperty("services").EnumerateObject().ToDictionary(s => s.Name, s => s.Value);
    }

    /// <summary>docker-compose 1 prints YAML only, and is itself a Python program with a reader for it.</summary>
    private static async Task<JsonElement> ToJsonAsync(string yaml)
    {
        var start = new ProcessStartInfo("python3", ["-c", "import json, sys, yaml; print(json.dumps(yaml.safe_load(sys.argv[1])))", yaml])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var ended = await ComposeProject.RunAsync(start);
        Assert.True(ended.ExitCode == 0, ended.Errors);
        return JsonDocument.Parse(ended.Output).RootElement;
    }

    private static bool IsJob(string service) => _jobs.Contains(service);

    private static string? Text(JsonElement service, string property) => service.TryGetProperty(property, out var text) ? text.GetString() : null;

    /// <summary>A value that is not text, such as a port that is open to everybody, is shown as JSON.</summary>
    private static IEnumerable<string> Texts(JsonElement service, string property) =>
        service.TryGetProperty(property, out var list) ? list.EnumerateArray().Select(e => e.ToString()) : [];
}
