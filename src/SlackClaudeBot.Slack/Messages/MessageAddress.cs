using System.Diagnostics.CodeAnalysis;
using SlackClaudeBot.Workflows.Contracts;
using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Slack.Messages;

/// <summary>A Slack message: the channel it is in, and its <c>ts</c>. Workflows keep it as the id of a <see cref="Projection"/>.</summary>
public sealed record MessageAddress(string Channel, string Timestamp)
{
    private const char Separator = '/';

    /// <summary>The address in one word; neither a channel nor a <c>ts</c> has a slash.</summary>
    public string Id => $"{Channel}{Separator}{Timestamp}";

    /// <summary>Reads an <see cref="Id"/>.</summary>
    /// <exception cref="Temporalio.Exceptions.ApplicationFailureException">It is none; no retry changes that.</exception>
    public static MessageAddress Parse(string? id) =>
        TryParse(id, out var address) ? address : throw ActivityFailures.InvalidRequest("A workflow named a place that is not a message in Slack.");

    /// <summary>Reads an <see cref="Id"/>; false if it is none.</summary>
    public static bool TryParse(string? id, [NotNullWhen(true)] out MessageAddress? address)
    {
        address = id?.Split(Separator) is [{ Length: > 0 } channel, { Length: > 0 } timestamp] ? new MessageAddress(channel, timestamp) : null;
        return address is not null;
    }

    /// <summary>The place, for a workflow. Slack redirects people who may see the message from this URL to it; no call is needed to know it.</summary>
    public Projection ToProjection() =>
        new(Id, $"https://slack.com/archives/{Uri.EscapeDataString(Channel)}/p{Uri.EscapeDataString(Timestamp.Replace(".", string.Empty, StringComparison.Ordinal))}");
}
