using System.Globalization;
using System.Text;
using SlackClaudeBot.Playground.Slack;

namespace SlackClaudeBot.EndToEnd.Hostile;

/// <summary>Commands that Slack sends for people's input that must not start anything.</summary>
internal sealed class HostileCommands(SlackWorkspace slack)
{
    public HostileRequest Next(Random random, int number)
    {
        var (kind, text) = random.Next(9) switch
        {
            0 => ("repository", $"fix {random.Pick(HostileTexts.Repositories)} {random.Line(20)}"),
            1 => ("branch", $"fix acme/shop@{random.Pick(HostileTexts.Branches)} {random.Line(20)}"),
            2 => ("option", $"fix acme/shop {random.Pick(HostileTexts.Options)} "),
            3 => ("long title", $"fix acme/shop {new string('a', 201)} {random.Line(random.Next(1, 9_000))}"),
            4 => ("long description", $"fix acme/shop Title -- {new string('b', 10_001)}{random.Line(random.Next(1, 4_000))}"),
            5 => ("verb", $"{random.Pick(HostileTexts.Verbs)} {random.Line(random.Next(1, 30_000))}"),
            6 => ("task", $"{random.Pick(["approve", "reject", "cancel", "status"])} {random.Pick(HostileTexts.Tasks)} {random.Line(random.Next(1, 100))}"),
            7 => ("long feedback", $"reject 0123456789 {new string('c', 3_001)}"),
            _ => ("nothing to do", random.Pick(["fix", "fix acme/shop", "fix acme/shop \"\"", "fix -- x", "", "   ", "help", "approve", "reject", "cancel", "status", "list", "fix acme/shop --no-approval"])),
        };
        return Of("typed: " + kind, text, number);
    }

    /// <summary>A command as Slack sends it.</summary>
    public HostileRequest Of(string kind, string text, int number) => new(kind, "/slack/command", Body(text, number), Outcome.Answered)
    {
        ShowsTasks = text.Split(' ')[0] is "list" or "status",
    };

    /// <summary>A command that would start a task if it were signed.</summary>
    public byte[] Valid(int number) => Body("fix acme/shop Checkout crashes on an empty cart", number);

    public static byte[] Encode(IEnumerable<(string Name, string Value)> fields) =>
        Encoding.UTF8.GetBytes(string.Join('&', fields.Select(field => $"{Uri.EscapeDataString(field.Name)}={Uri.EscapeDataString(field.Value)}")));

    private byte[] Body(string text, int number) => Encode(Fields(text, number));

    private (string Name, string Value)[] Fields(string text, int number) =>
    [
        ("token", "x"), ("team_id", SlackWorkspace.TeamId), ("channel_id", slack.DefaultChannel.Id), ("channel_name", slack.DefaultChannel.Name), ("user_id", slack.You.Id), ("user_name", slack.You.Name),
        ("command", "/claude"), ("text", text), ("api_app_id", SlackWorkspace.AppId), ("trigger_id", string.Create(CultureInfo.InvariantCulture, $"1.2.{number}")),
    ];
}
