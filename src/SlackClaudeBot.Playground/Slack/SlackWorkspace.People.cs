using System.Text.Json;
using System.Text.Json.Nodes;
using SlackClaudeBot.Playground.Slack.BlockKit;
using SlackClaudeBot.Playground.Slack.Delivery;

namespace SlackClaudeBot.Playground.Slack;

/// <summary>People's actions in the workspace, and the requests to the app that follow.</summary>
public sealed partial class SlackWorkspace
{
    private readonly HashSet<Task> _notifications = [];

    /// <summary>Posts a message as a user types it, in the channel or in a thread.</summary>
    public SlackMessage Post(SlackUser user, string text, SlackMessage? threadOf = null, SlackChannel? channel = null)
    {
        var message = Add(new SlackMessage
        {
            Channel = threadOf?.Channel ?? (channel ?? DefaultChannel).Id,
            Ts = NextTs(),
            ThreadTs = threadOf is null ? null : threadOf.ThreadTs ?? threadOf.Ts,
            User = user.Id,
            Text = TypedText.ToMrkdwn(text, this),
        });
        Notify(EventPayloads.Message(message, this));
        if (message.Text.Contains($"<@{BotUser.Id}>", StringComparison.Ordinal))
        {
            Notify(EventPayloads.AppMention(message, this));
        }

        return message;
    }

    /// <summary>Types a slash command; <paramref name="text"/> is what follows the command's name.</summary>
    public async Task<CommandResult> CommandAsync(SlackUser user, string text, SlackChannel? channel = null, CancellationToken cancellationToken = default)
    {
        var where = channel ?? DefaultChannel;
        var target = new ResponseTarget(user, where.Id, null, null);
        var triggerId = Triggers.Issue(user);
        var sent = Options.EscapesCommands ? TypedText.ToMrkdwn(text, this, withNames: true) : text;
        var request = InteractionPayloads.Command(user, where, Options.Command, sent, triggerId, NewResponseUrl(target));
        var answer = await Bot.SendAsync(request, cancellationToken: cancellationToken);
        ShowAnswer(target, answer, () => $"{Options.Command} failed with the error \"{(answer.Failure == "timeout" ? "operation_timeout" : "dispatch_failed")}\"");
        return new CommandResult(triggerId, request, answer);
    }

    /// <summary>Uses a button or menu of a message, which may have been edited since: people click what they see.</summary>
    /// <param name="user">Who clicks.</param>
    /// <param name="message">The message as that person sees it.</param>
    /// <param name="actionId">The element.</param>
    /// <param name="option">The value chosen, for a menu.</param>
    /// <param name="cancellationToken">Ends the wait for the app's answer.</param>
    public async Task<CommandResult> ClickAsync(SlackUser user, SlackMessage message, string actionId, string? option = null, CancellationToken cancellationToken = default)
    {
        var element = message.Blocks is { } blocks ? BlockElements.Interactive(blocks).FirstOrDefault(found => found.ActionId == actionId) : null;
        if (element is null)
        {
            throw new ArgumentException($"The message has no element '{actionId}', only: {string.Join(", ", message.ActionIds)}.", nameof(actionId));
        }

        var target = new ResponseTarget(user, message.Channel, message.ThreadTs, message);
        var triggerId = Triggers.Issue(user);
        var request = InteractionPayloads.BlockActions(user, message, element, Chosen(element, option), triggerId, NewResponseUrl(target), this);
        var answer = await Bot.SendAsync(request, cancellationToken: cancellationToken);
        if (!answer.IsAcknowledged)
        {
            PostEphemeral(Slackbot, user, FindChannel(message.Channel)!, message.ThreadTs, $"This app did not respond to the click ({answer.Failure}).", null);
        }

        return new CommandResult(triggerId, request, answer);
    }

    /// <summary>Submits a modal. <paramref name="values"/> are what was typed or chosen, by action id.</summary>
    /// <returns>The errors the app showed, by block id; empty if it accepted the values.</returns>
    public async Task<SubmissionResult> SubmitAsync(SlackView view, IReadOnlyDictionary<string, string> values, CancellationToken cancellationToken = default)
    {
        var user = FindUser(view.User)!;
        var (state, missing) = ViewState.Of(view, values);
        if (missing.Count > 0)
        {
            return new SubmissionResult(missing, null, null);
        }

        var request = InteractionPayloads.ViewSubmission(user, view, state, Triggers.Issue(user), this);
        var answer = await Bot.SendAsync(request, cancellationToken: cancellationToken);
        if (!answer.IsAcknowledged)
        {
            return new SubmissionResult(new Dictionary<string, string> { [""] = "We had some trouble connecting. Try again?" }, request, answer);
        }

        return new SubmissionResult(Follow(view, answer), request, answer);
    }

    /// <summary>Puts an emoji under a message.</summary>
    public void AddReaction(SlackUser user, SlackMessage message, string name)
    {
        if (React(user, message.Channel, message.Ts, name))
        {
            Notify(EventPayloads.ReactionAdded(user, message, name, this));
        }
    }

    /// <summary>Takes it away again.</summary>
    public void RemoveReaction(SlackUser user, SlackMessage message, string name) => Unreact(user, message.Channel, message.Ts, name);

    /// <summary>Completes when every event was acknowledged or given up.</summary>
    public async Task WhenDeliveredAsync()
    {
        while (true)
        {
            Task[] pending;
            lock (_gate)
            {
                pending = [.. _notifications];
            }

            if (pending.Length == 0)
            {
                return;
            }

            await Task.WhenAll(pending);
        }
    }

    /// <summary>Sends an event in the background, and again if it was not acknowledged.</summary>
    private void Notify(BotRequest request)
    {
        if (!Bot.IsConnected)
        {
            return;
        }

        var sending = NotifyAsync(request);
        lock (_gate)
        {
            _notifications.Add(sending);
        }

        sending.ContinueWith(
            done =>
            {
                lock (_gate)
                {
                    _notifications.Remove(done);
                }
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    private async Task NotifyAsync(BotRequest request)
    {
        // The caller does not wait for the delivery.
        await Task.Yield();
        var answer = await Bot.SendAsync(request);
        for (var retry = 1; !answer.IsAcknowledged && retry <= Options.EventRetryDelays.Count; retry++)
        {
            await Task.Delay(Options.EventRetryDelays[retry - 1], Options.Time);
            answer = await Bot.SendAsync(request, retry, $"http_{answer.Failure}");
        }
    }

    private void ShowAnswer(ResponseTarget target, BotAnswer answer, Func<string> failure)
    {
        var channel = FindChannel(target.Channel)!;
        if (!answer.IsAcknowledged)
        {
            PostEphemeral(Slackbot, target.User, channel, target.ThreadTs, failure(), null);
            return;
        }

        if (string.IsNullOrWhiteSpace(answer.Body))
        {
            return;
        }

        try
        {
            if (answer.ContentType == "application/json")
            {
                Show(target, JsonElement.Parse(answer.Body));
            }
            else
            {
                PostEphemeral(BotUser, target.User, channel, target.ThreadTs, answer.Body, null);
            }
        }
        catch (Exception refused) when (refused is SlackErrorException or JsonException)
        {
            RecordProtocolError($"The answer to {Options.Command} cannot be shown: {refused.Message}");
        }
    }

    /// <summary>Applies the app's answer to a submission to its modal.</summary>
    private Dictionary<string, string> Follow(SlackView view, BotAnswer answer)
    {
        var nothing = new Dictionary<string, string>();
        if (string.IsNullOrWhiteSpace(answer.Body) || answer.ContentType != "application/json")
        {
            CloseView(view);
            return nothing;
        }

        try
        {
            var json = JsonElement.Parse(answer.Body);
            switch (Property(json, "response_action")?.GetString())
            {
                case "errors":
                    return json.GetProperty("errors").EnumerateObject().ToDictionary(error => error.Name, error => error.Value.GetString() ?? "");
                case "update":
                    Update(view.Id, ContentRules.CheckView(Property(json, "view")));
                    return nothing;
                case "push":
                    Open(FindUser(view.User)!, ContentRules.CheckView(Property(json, "view")));
                    return nothing;
                default:
                    CloseView(view);
                    return nothing;
            }
        }
        catch (Exception refused) when (refused is SlackErrorException or JsonException or KeyNotFoundException)
        {
            RecordProtocolError($"The answer to a view submission cannot be followed: {refused.Message}");
            return new Dictionary<string, string> { [""] = "We had some trouble connecting. Try again?" };
        }
    }

    private Uri NewResponseUrl(ResponseTarget target) => new(BaseAddress, ResponseUrls.Issue(target));

    private static JsonObject Chosen(BlockElements.Found element, string? option)
    {
        var action = new JsonObject();
        if (element.Type == "button")
        {
            action["text"] = MessageJson.ToNode(element.Element.GetProperty("text"));
            if (element.Value is { } value)
            {
                action["value"] = value;
            }

            if (element.Element.TryGetProperty("style", out var style))
            {
                action["style"] = style.GetString();
            }

            return action;
        }

        var chosen = element.Element.GetProperty("options").EnumerateArray().First(o => o.GetProperty("value").GetString() == option);
        action["selected_option"] = MessageJson.ToNode(chosen);
        return action;
    }
}

/// <summary>A command or click, and the app's answer. Send <see cref="Request"/> again to try what a retry does.</summary>
public sealed record CommandResult(string TriggerId, BotRequest Request, BotAnswer Answer);

/// <summary>A submission: what the app (or Slack itself) found wrong, by block id, and how it was sent.</summary>
public sealed record SubmissionResult(IReadOnlyDictionary<string, string> Errors, BotRequest? Request, BotAnswer? Answer)
{
    public bool IsAccepted => Errors.Count == 0;
}
