using System.Globalization;
using Newtonsoft.Json;

namespace SlackNet.Blocks;

/// <summary>What a person did with an element.</summary>
public class BlockAction
{
    /// <summary>The element's type.</summary>
    public string Type { get; set; }

    /// <summary>The element's <see cref="IActionElement.ActionId"/>.</summary>
    public string ActionId { get; set; }

    /// <summary>Its block.</summary>
    public string BlockId { get; set; }

    /// <summary>When, as Slack writes time: seconds since 1970, with microseconds.</summary>
    public string ActionTs { get; set; }

    /// <summary>When, UTC.</summary>
    [JsonIgnore]
    public DateTime? ActionTimestamp =>
        decimal.TryParse(ActionTs, NumberStyles.Number, CultureInfo.InvariantCulture, out var seconds)
            ? DateTime.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond))
            : null;
}

/// <summary>A click on a <see cref="Button"/>.</summary>
[SlackType("button")]
public class ButtonAction : BlockAction
{
    /// <summary>The button's text.</summary>
    public TextObject Text { get; set; }

    /// <summary>The button's value.</summary>
    public string Value { get; set; }
}
