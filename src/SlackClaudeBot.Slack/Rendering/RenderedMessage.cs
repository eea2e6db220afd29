using SlackNet.Blocks;

namespace SlackClaudeBot.Slack.Rendering;

/// <summary>A message as Slack gets it.</summary>
/// <param name="Text">Shown in notifications and by clients that show no blocks.</param>
/// <param name="Blocks">Shown in the channel.</param>
public sealed record RenderedMessage(string Text, IList<Block> Blocks);
