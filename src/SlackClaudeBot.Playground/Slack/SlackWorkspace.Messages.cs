using System.Security.Cryptography;
using System.Text.Json;

namespace SlackClaudeBot.Playground.Slack;

public sealed partial class SlackWorkspace
{
    private readonly List<SlackMessage> _messages = [];
    private readonly List<SlackView> _views = [];
    private readonly List<string> _protocolErrors = [];

    /// <summary>All messages, also ephemeral ones, the oldest first.</summary>
    public IReadOnlyList<SlackMessage> Messages
    {
        get
        {
            lock (_gate)
            {
                return [.. _messages];
            }
        }
    }

    /// <summary>The modals that are open, the topmost last.</summary>
    public IReadOnlyList<SlackView> Views
    {
        get
        {
            lock (_gate)
            {
                return [.. _views];
            }
        }
    }

    /// <summary>Violations of Slack's protocol by the app: answers with invalid blocks, refused acknowledgements.</summary>
    public IReadOnlyList<string> ProtocolErrors
    {
        get
        {
            lock (_gate)
            {
                return [.. _protocolErrors];
            }
        }
    }

    /// <summary>The root messages of a channel.</summary>
    public IReadOnlyList<SlackMessage> RootMessages(string channel) => [.. Messages.Where(m => m.Channel == channel && !m.IsReply && m.EphemeralFor is null)];

    /// <summary>The replies in a thread.</summary>
    public IReadOnlyList<SlackMessage> Replies(SlackMessage root) => [.. Messages.Where(m => m.Channel == root.Channel && m.IsReply && m.ThreadTs == root.Ts && m.EphemeralFor is null)];

    /// <summary>The current state of a message; null if it was deleted.</summary>
    public SlackMessage? Find(string channel, string ts)
    {
        lock (_gate)
        {
            return _messages.Find(m => m.Channel == channel && m.Ts == ts);
        }
    }

    internal string NextTs() => _clock.NextTs();

    /// <summary>Takes the messages of an earlier run.</summary>
    internal void Restore(IEnumerable<SlackMessage> messages)
    {
        lock (_gate)
        {
            _messages.AddRange(messages);
        }
    }

    /// <summary>Removes every message and closes every modal.</summary>
    internal void Clear()
    {
        lock (_gate)
        {
            _messages.Clear();
            _views.Clear();
        }

        Announce(new SlackChange.Cleared());
    }

    // Apps take a view's id for unique, and remember it longer than a playground runs.
    private static string NewViewId() => "V" + RandomNumberGenerator.GetHexString(10);

    internal SlackMessage Add(SlackMessage message)
    {
        lock (_gate)
        {
            _messages.Add(message);
            // The root of a thread knows that it is one, as in Slack.
            var root = message.IsReply ? _messages.FindIndex(m => m.Channel == message.Channel && m.Ts == message.ThreadTs) : -1;
            if (root >= 0 && _messages[root].ThreadTs is null)
            {
                _messages[root] = _messages[root] with { ThreadTs = _messages[root].Ts };
            }
        }

        Announce(new SlackChange.MessageChanged(message));
        return message;
    }

    internal SlackMessage? Change(string channel, string ts, Func<SlackMessage, SlackMessage> change)
    {
        SlackMessage changed;
        lock (_gate)
        {
            var index = _messages.FindIndex(m => m.Channel == channel && m.Ts == ts);
            if (index < 0)
            {
                return null;
            }

            _messages[index] = changed = change(_messages[index]);
        }

        Announce(new SlackChange.MessageChanged(changed));
        return changed;
    }

    internal bool Remove(string channel, string ts)
    {
        lock (_gate)
        {
            if (_messages.RemoveAll(m => m.Channel == channel && m.Ts == ts) == 0)
            {
                return false;
            }
        }

        Announce(new SlackChange.MessageDeleted(channel, ts));
        return true;
    }

    internal SlackView Open(SlackUser user, JsonElement content)
    {
        SlackView view;
        lock (_gate)
        {
            view = new SlackView(NewViewId(), user.Id, NextTs(), content);
            _views.Add(view);
        }

        Announce(new SlackChange.ViewChanged(view));
        return view;
    }

    internal SlackView? Update(string viewId, JsonElement content)
    {
        SlackView view;
        lock (_gate)
        {
            var index = _views.FindIndex(v => v.Id == viewId);
            if (index < 0)
            {
                return null;
            }

            _views[index] = view = _views[index] with { Content = content, Hash = NextTs() };
        }

        Announce(new SlackChange.ViewChanged(view));
        return view;
    }

    /// <summary>Closes a modal, as its user does with Esc.</summary>
    public void CloseView(SlackView view)
    {
        lock (_gate)
        {
            if (_views.RemoveAll(v => v.Id == view.Id) == 0)
            {
                return;
            }
        }

        Announce(new SlackChange.ViewClosed(view.Id, view.User));
    }

    internal void RecordProtocolError(string error)
    {
        lock (_gate)
        {
            _protocolErrors.Add(error);
        }
    }
}
