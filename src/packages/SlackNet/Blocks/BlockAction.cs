using System.Globalization;
using Newtonsoft.Json;

namespace SlackNet.Blocks;

/// <summary>A person used an element.</summary>
public class BlockAction
{
    // The year 9999.
    private const decimal MaxSeconds = 253_402_300_800;

    /// <summary>The element's type.</summary>
    public string Type { get; set; }

    /// <summary>The element's <see cref="IActionElement.ActionId"/>.</summary>
    public string ActionId { get; set; }

    /// <summary>The element's block.</summary>
    public string BlockId { get; set; }

    /// <summary>The time as Slack writes it: seconds since 1970, with microseconds.</summary>
    public string ActionTs { get; set; }

    /// <summary>The time in UTC; null if Slack did not send one.</summary>
    [JsonIgnore]
    public DateTime? ActionTimestamp =>
        decimal.TryParse(ActionTs, NumberStyles.Number, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and < MaxSeconds
            ? DateTime.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond))
            : null;
}

/// <summary>A click on a <see cref="Button"/>.</summary>
[SlackType("button")]
public class ButtonAction : BlockAction
{
    /// <summary>The button's text.</summary>
    [Tolerant]
    public TextObject Text { get; set; }

    /// <summary>The button's value.</summary>
    public string Value { get; set; }
}
