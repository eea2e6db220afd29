namespace SlackNet.Interaction;

/// <summary>A person submitted a modal. See https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload</summary>
[SlackType("view_submission")]
public class ViewSubmission : InteractionRequest
{
    public ViewInfo View { get; set; }

    public string Hash { get; set; }
}

/// <summary>A person closed a modal.</summary>
[SlackType("view_closed")]
public class ViewClosed : InteractionRequest
{
    public ViewInfo View { get; set; }

    public bool IsCleared { get; set; }
}

/// <summary>Handles modals that people submit or close.</summary>
public interface IViewSubmissionHandler
{
    /// <returns>The change of the view; null closes it.</returns>
    Task<ViewSubmissionResponse> Handle(ViewSubmission viewSubmission);

    Task HandleClose(ViewClosed viewClosed);
}

/// <summary>The answer to a submitted modal.</summary>
public abstract class ViewSubmissionResponse
{
    protected ViewSubmissionResponse(string responseAction) => ResponseAction = responseAction;

    public string ResponseAction { get; set; }

    /// <summary>Closes the view.</summary>
    public static ViewSubmissionResponse Null => null;
}

/// <summary>Keeps the view open and shows errors at its fields.</summary>
public class ViewErrorsResponse : ViewSubmissionResponse
{
    public ViewErrorsResponse() : base("errors")
    {
    }

    /// <summary>By block id.</summary>
    public IDictionary<string, string> Errors { get; set; } = new Dictionary<string, string>();
}

/// <summary>Replaces the view.</summary>
public class UpdateViewResponse : ViewSubmissionResponse
{
    public UpdateViewResponse() : base("update")
    {
    }

    public ViewDefinition View { get; set; }
}
