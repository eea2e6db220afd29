using System.Net;
using System.Net.Sockets;
using EmbeddedTemporal.Storage;
using EmbeddedTemporal.Tests.Driving;
using Microsoft.Extensions.Logging;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Tests;

public sealed class HostingTests
{
    [Fact]
    public async Task If_the_port_is_in_use_the_next_free_one_is_used_and_logged()
    {
        var log = new RecordedLog();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        await using var server = await EmbeddedTemporalServer.StartAsync(new EmbeddedTemporalOptions { Port = port, LoggerFactory = log });
        Assert.NotEqual($"127.0.0.1:{port}", server.Address);
        Assert.Contains(log.Lines, l => l.Level == LogLevel.Warning && l.Message == $"Port {port} is taken; Temporal listens at {server.Address} instead");
        using var client = new GrpcClient(server.Address);
        Assert.True((await client.CallAsync<GetSystemInfoResponse>(new GetSystemInfoRequest())).Capabilities.SdkMetadata);
    }

    [Fact]
    public async Task It_listens_on_this_machine_only()
    {
        await using var service = await TestService.StartAsync();
        Assert.StartsWith("127.0.0.1:", service.Server.Address, StringComparison.Ordinal);
        Assert.Equal((7233, IPAddress.Loopback), (new EmbeddedTemporalOptions().Port, new EmbeddedTemporalOptions().Address));
    }

    [Fact]
    public async Task A_page_that_reaches_the_port_under_another_host_name_is_refused()
    {
        await using var service = await TestService.StartAsync();
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://{service.Server.Address}/temporal.api.workflowservice.v1.WorkflowService/GetSystemInfo")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.Host = "evil.example";
        using var response = await http.SendAsync(request);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task The_database_is_for_its_owner_only()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        await using var service = await TestService.StartAsync();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(service.DatabasePath));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(service.DatabasePath)!));
    }

    [Fact]
    public async Task A_database_that_another_server_uses_is_refused_with_one_clear_message()
    {
        await using var service = await TestService.StartAsync();
        var refused = await Assert.ThrowsAsync<DatabaseException>(() => EmbeddedTemporalServer.StartAsync(new EmbeddedTemporalOptions { DatabasePath = service.DatabasePath, Port = 0 }));
        Assert.Contains("in use by another process", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_not_a_database_is_refused_with_one_clear_message()
    {
        var folder = Directory.CreateTempSubdirectory("embedded-temporal-tests-").FullName;
        try
        {
            var path = Path.Combine(folder, "temporal.db");
            await File.WriteAllTextAsync(path, string.Concat(Enumerable.Repeat("not a database ", 1000)));
            var refused = await Assert.ThrowsAsync<DatabaseException>(() => EmbeddedTemporalServer.StartAsync(new EmbeddedTemporalOptions { DatabasePath = path, Port = 0 }));
            Assert.Contains("not a database of this service", refused.Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
