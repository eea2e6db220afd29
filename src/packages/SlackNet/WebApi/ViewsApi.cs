namespace SlackNet.WebApi;

/// <summary>Opens modals and publishes home tabs. See https://docs.slack.dev/reference/methods#views</summary>
public interface IViewsApi
{
    /// <summary>Opens a modal within 3 seconds of an interaction.</summary>
    Task<ViewResponse> Open(string triggerId, ViewDefinition view, CancellationToken cancellationToken = default);

    /// <summary>Publishes a person's home tab.</summary>
    Task<ViewResponse> Publish(string userId, HomeViewDefinition viewDefinition, string hash = null, CancellationToken cancellationToken = default);

    /// <summary>Updates an open view.</summary>
    Task<ViewResponse> UpdateByViewId(ViewDefinition view, string viewId, string hash = null, CancellationToken cancellationToken = default);
}

internal sealed class ViewsApi(SlackApiClient client) : IViewsApi
{
    public Task<ViewResponse> Open(string triggerId, ViewDefinition view, CancellationToken cancellationToken = default) =>
        client.Post<ViewResponse>("views.open", new() { ["trigger_id"] = triggerId, ["view"] = view }, cancellationToken);

    public Task<ViewResponse> Publish(string userId, HomeViewDefinition viewDefinition, string hash = null, CancellationToken cancellationToken = default) =>
        client.Post<ViewResponse>("views.publish", new() { ["user_id"] = userId, ["view"] = viewDefinition, ["hash"] = hash }, cancellationToken);

    public Task<ViewResponse> UpdateByViewId(ViewDefinition view, string viewId, string hash = null, CancellationToken cancellationToken = default) =>
        client.Post<ViewResponse>("views.update", new() { ["view_id"] = viewId, ["view"] = view, ["hash"] = hash }, cancellationToken);
}

/// <summary>The current view.</summary>
public class ViewResponse
{
    public ViewInfo View { get; set; }
}
