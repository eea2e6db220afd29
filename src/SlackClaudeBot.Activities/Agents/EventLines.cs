namespace SlackClaudeBot.Activities.Agents;

/// <summary>Cuts a stream of bytes into lines of bounded length; a longer line is dropped and counted.</summary>
/// <param name="onLine">Called with each line, without its end; the memory is only good during the call.</param>
/// <param name="maxLineBytes">The longest line that is kept.</param>
internal sealed class EventLines(Action<ReadOnlyMemory<byte>> onLine, int maxLineBytes = EventLines.DefaultMaxLineBytes)
{
    /// <summary>Far above the largest event that says how a run ended; a tool's result may be larger, and is not needed.</summary>
    public const int DefaultMaxLineBytes = 4 * 1024 * 1024;

    private byte[] _pending = new byte[8 * 1024];
    private int _length;
    private bool _dropping;

    /// <summary>How many lines were too long.</summary>
    public int Dropped { get; private set; }

    public void Write(ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Span.IndexOf((byte)'\n') is var end && end >= 0)
        {
            Complete(bytes[..end]);
            bytes = bytes[(end + 1)..];
        }

        Append(bytes);
    }

    /// <summary>Passes on the rest after the last line end too: a killed program may leave half a line.</summary>
    public void Complete() => Complete(ReadOnlyMemory<byte>.Empty);

    private void Complete(ReadOnlyMemory<byte> last)
    {
        var line = last;
        if (_length > 0 || _dropping)
        {
            Append(last);
            line = _pending.AsMemory(0, _length);
        }
        else if (last.Length > maxLineBytes)
        {
            _dropping = true;
        }

        if (_dropping)
        {
            Dropped++;
        }
        else if (line.Length > 0)
        {
            onLine(line);
        }

        _dropping = false;
        _length = 0;
    }

    private void Append(ReadOnlyMemory<byte> bytes)
    {
        if (_dropping || _length + bytes.Length > maxLineBytes)
        {
            _dropping |= bytes.Length > 0;
            _length = 0;
            return;
        }

        if (_length + bytes.Length > _pending.Length)
        {
            Array.Resize(ref _pending, Math.Max(_pending.Length * 2, _length + bytes.Length));
        }

        bytes.CopyTo(_pending.AsMemory(_length));
        _length += bytes.Length;
    }
}
