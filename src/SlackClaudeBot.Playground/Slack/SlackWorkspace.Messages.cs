using System.Text.Json;

namespace SlackClaudeBot.Playground.Slack;

public sealed partial class SlackWorkspace
{
    private readonly List<SlackMessage> _messages = [];
    private readonly List<SlackView> _views = [];
    private readonly List<string> _complaints = [];
    private int _viewCount;

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

    /// <summary>What the app did that Slack would not have shown: answers with invalid blocks, refused acknowledgements.</summary>
    public IReadOnlyList<string> Complaints
    {
        get
        {
            lock (_gate)
            {
                return [.. _complaints];
            }
        }
    }

    /// <summary>The root messages of a channel.</summary>
    public IReadOnlyList<SlackMessage> RootMessages(string channel) => [.. Messages.Where(m => m.Channel == channel && !m.IsReply && m.EphemeralFor is null)];

    /// <summary>The replies in a thread.</summary>
    public IReadOnlyList<SlackMessage> Replies(SlackMessage root) => [.. Messages.Where(m => m.Channel == root.Channel && m.IsReply && m.ThreadTs == root.Ts && m.EphemeralFor is null)];

    /// <summary>A message as it stands now; null where it was deleted.</summary>
    public SlackMessage? Find(string channel, string ts)
    {
        lock (_gate)
        {
            return _messages.Find(m => m.Channel == channel && m.Ts == ts);
        }
    }

    internal string NextTs() => _clock.NextTs();

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
            view = new SlackView($"V{++_viewCount:D4}", user.Id, NextTs(), content);
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

    internal void Complain(string complaint)
    {
        lock (_gate)
        {
            _complaints.Add(complaint);
        }
    }
}
