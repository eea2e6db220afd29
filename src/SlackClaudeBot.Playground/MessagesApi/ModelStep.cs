namespace SlackClaudeBot.Playground.MessagesApi;

/// <summary>What the scripted model does with one request: it says something, uses tools, or fails in some way.</summary>
public sealed record ModelStep
{
    /// <summary>A text block.</summary>
    public string? Text { get; init; }

    /// <summary>Tools to use, after the text.</summary>
    public IReadOnlyList<ToolCall> Tools { get; init; } = [];

    /// <summary>What the answer costs in tokens.</summary>
    public ModelTokens Tokens { get; init; } = new(100, 10);

    /// <summary>An HTTP status to fail with instead of answering.</summary>
    public int? Status { get; init; }

    /// <summary>The <c>retry-after</c> header of a failure.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Never answers; the request ends when its sender leaves.</summary>
    public bool Hangs { get; init; }

    /// <summary>Completes before the answer begins.</summary>
    public Task? After { get; init; }

    /// <summary>Closes the connection after so many events of the stream.</summary>
    public int? CutAfterEvents { get; init; }

    /// <summary>Falls silent after so many events of the stream, with the connection open.</summary>
    public int? StallAfterEvents { get; init; }

    /// <summary>Says something and ends its turn.</summary>
    public static ModelStep Say(string text) => new() { Text = text };

    /// <summary>Uses a tool.</summary>
    /// <param name="tool">For example <c>Bash</c>.</param>
    /// <param name="input">The tool's input, as an object to be serialized.</param>
    /// <param name="saying">What it says before.</param>
    public static ModelStep Use(string tool, object input, string? saying = null) => new() { Text = saying, Tools = [new ToolCall(tool, input)] };

    /// <summary>Fails with an HTTP status.</summary>
    public static ModelStep Fail(int status, TimeSpan? retryAfter = null) => new() { Status = status, RetryAfter = retryAfter };
}

/// <summary>A tool to use.</summary>
public sealed record ToolCall(string Name, object Input);

/// <summary>Tokens of one answer.</summary>
public sealed record ModelTokens(int Input, int Output, int CacheRead = 0, int CacheWrite = 0);
