using System.Text;

namespace SlackClaudeBot.Activities.Checks;

/// <summary>Collects a program's output in bounded memory. It keeps the beginning and the end, which matter most.</summary>
internal sealed class TestOutput(int maxHeadBytes = 1024 * 1024, int maxTailBytes = 4 * 1024 * 1024)
{
    private readonly Lock _gate = new();
    private readonly byte[] _head = new byte[maxHeadBytes];
    private readonly byte[] _tail = new byte[maxTailBytes];
    private int _headBytes;
    private long _tailBytes;

    /// <summary>Adds a piece. Stdout and stderr may arrive at the same time.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            var head = Math.Min(bytes.Length, maxHeadBytes - _headBytes);
            bytes[..head].CopyTo(_head.AsSpan(_headBytes));
            _headBytes += head;
            bytes = bytes[head..];
            if (bytes.Length > maxTailBytes)
            {
                _tailBytes += bytes.Length - maxTailBytes;
                bytes = bytes[^maxTailBytes..];
            }

            var at = (int)(_tailBytes % maxTailBytes);
            var first = Math.Min(bytes.Length, maxTailBytes - at);
            bytes[..first].CopyTo(_tail.AsSpan(at));
            bytes[first..].CopyTo(_tail);
            _tailBytes += bytes.Length;
        }
    }

    /// <summary>The output as plain text; a line in the middle says how much is missing.</summary>
    public string Text()
    {
        lock (_gate)
        {
            var text = new StringBuilder(Encoding.UTF8.GetString(_head, 0, _headBytes));
            if (_tailBytes > maxTailBytes)
            {
                text.Append("\n… ").Append(_tailBytes - maxTailBytes).Append(" bytes are left out …\n");
            }

            var kept = (int)Math.Min(_tailBytes, maxTailBytes);
            var start = (int)((_tailBytes - kept) % maxTailBytes);
            var first = Math.Min(kept, maxTailBytes - start);
            text.Append(Encoding.UTF8.GetString([.. _tail.AsSpan(start, first), .. _tail.AsSpan(0, kept - first)]));
            return PlainText.Strip(text.ToString());
        }
    }
}
