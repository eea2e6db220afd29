namespace SlackNet.WebApi;

/// <summary>An answer with <c>ok: false</c>.</summary>
public class ErrorResponse
{
    public string Warning { get; set; }

    public string Error { get; set; }

    public ErrorResponseMetadata ResponseMetadata { get; set; }
}

/// <summary>What Slack says beside the error's code.</summary>
public class ErrorResponseMetadata
{
    public IList<string> Messages { get; set; } = [];
}
