using Docker.DotNet.Http;
using Docker.DotNet.Models;

namespace Docker.DotNet;

/// <summary>Images.</summary>
public interface IImageOperations
{
    Task<ImageInspectResponse> InspectImageAsync(string name, CancellationToken cancellationToken = default);
}

internal sealed class ImageOperations(EngineConnection connection) : IImageOperations
{
    public Task<ImageInspectResponse> InspectImageAsync(string name, CancellationToken cancellationToken = default) =>
        connection.SendAsync<ImageInspectResponse>(EngineRequest.Get($"images/{EngineRequest.Segment(name)}/json").OfImage(), cancellationToken);
}
