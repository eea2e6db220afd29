using System.Globalization;
using SlackClaudeBot.Testing;

namespace SlackClaudeBot.EndToEnd.Drivers;

/// <summary>
/// The clock of the machine on which the program runs. Tests can set it. It is the stand-ins' clock too: Slack's requests
/// carry the time that the program believes.
/// </summary>
public sealed class MachineClock : TimeProvider, IDisposable
{
    private readonly string _file = Path.GetTempFileName();
    private TimeSpan _offset;

    public MachineClock() => Set(TimeSpan.Zero);

    /// <summary>For the program's environment. See https://github.com/wolfcw/libfaketime</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["LD_PRELOAD"] = Needs.FakeTime!,
        ["FAKETIME_TIMESTAMP_FILE"] = _file,
        ["FAKETIME_NO_CACHE"] = "1",
        // As if an administrator or NTP set the clock: monotonic time continues.
        ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
        // With that, this "fix" lets every wait with a time limit return at once: threads that spin keep others from the clock.
        ["FAKETIME_FORCE_MONOTONIC_FIX"] = "0",
    };

    /// <summary>Sets it, from now on, so far from the right time.</summary>
    public void Set(TimeSpan offset)
    {
        _offset = offset;

        // By another file in its place: the program may read at any moment.
        var next = _file + ".next";
        File.WriteAllText(next, string.Create(CultureInfo.InvariantCulture, $"{(offset < TimeSpan.Zero ? "-" : "+")}{Math.Abs(offset.TotalSeconds)}s"));
        File.Move(next, _file, overwrite: true);
    }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + _offset;

    public void Dispose() => File.Delete(_file);
}
