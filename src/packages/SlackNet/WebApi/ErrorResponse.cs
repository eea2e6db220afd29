using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace SlackNet.WebApi;

/// <summary>An answer with <c>ok: false</c>.</summary>
public class ErrorResponse
{
    [JsonExtensionData(WriteData = false)]
    private readonly Dictionary<string, JToken> _more = [];

    public string Warning { get; set; }

    public string Error { get; set; }

    public ErrorResponseMetadata ResponseMetadata { get; set; }

    /// <summary>The other text, numbers and flags of the answer, for example <c>needed</c> of <c>missing_scope</c>.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, string> Info => _more
        .Where(more => more.Key != "ok" && more.Value is JValue { Value: not null })
        .ToDictionary(more => more.Key, more => more.Value.ToString());
}

/// <summary>Details of an error.</summary>
public class ErrorResponseMetadata
{
    public IList<string> Messages { get; set; } = [];
}
