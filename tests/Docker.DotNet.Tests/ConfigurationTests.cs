using System.Net.Sockets;

namespace Docker.DotNet.Tests;

public sealed class ConfigurationTests
{
    [Fact]
    public void The_engine_of_this_machine_is_the_default()
    {
        using var configuration = new DockerClientConfiguration();
        Assert.Equal("/var/run/docker.sock", configuration.EndpointBaseUri.AbsolutePath);
        Assert.Equal(TimeSpan.FromSeconds(100), configuration.DefaultTimeout);
    }

    [Fact]
    public async Task An_engine_that_is_not_there_is_an_http_error_with_the_sockets_own()
    {
        using var docker = new DockerClientConfiguration(new Uri($"unix:///tmp/{Guid.NewGuid():N}.sock")).CreateClient();
        var error = await Assert.ThrowsAsync<HttpRequestException>(() => docker.System.PingAsync());
        Assert.IsType<SocketException>(error.InnerException);
    }

    [Fact]
    public void An_endpoint_of_another_kind_is_refused()
    {
        using var configuration = new DockerClientConfiguration(new Uri("ftp://engine"));
        Assert.ThrowsAny<Exception>(() => configuration.CreateClient());
    }
}
