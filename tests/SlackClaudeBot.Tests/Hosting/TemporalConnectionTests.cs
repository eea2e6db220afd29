using EmbeddedTemporal;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging.Abstractions;
using SlackClaudeBot.Settings;
using SlackClaudeBot.Tasks;
using Temporalio.Client;
using TemporalConnection = SlackClaudeBot.Hosting.TemporalConnection;

namespace SlackClaudeBot.Tests.Hosting;

/// <summary>From the environment to a call on a service that asks for certificates and a key.</summary>
public sealed class TemporalConnectionTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("temporal-connection-");
    private readonly Authority _authority = new("of the cluster");

    [Fact]
    public async Task A_workflow_is_started_on_a_service_that_asks_for_a_certificate_and_a_key()
    {
        await using var service = await EmbeddedTemporalServer.StartAsync(new EmbeddedTemporalOptions { Port = 0 });
        var identity = _authority.Issue("the bot");
        await using var front = await TemporalFront.StartAsync(service.Address, https =>
        {
            https.ServerCertificate = _authority.Issue("temporal.example").Certificate;
            https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
            https.ClientCertificateValidation = (shown, _, _) => shown.Thumbprint == identity.Certificate.Thumbprint;
        });
        var options = Bind(
            ("TEMPORAL_ADDRESS", front.Address),
            ("TEMPORAL_NAMESPACE", "default"),
            ("TEMPORAL_API_KEY", "a-key"),
            ("TEMPORAL_TLS_SERVER_NAME", "temporal.example"),
            ("TEMPORAL_TLS_SERVER_CA_CERT_PATH", FileOf("ca.pem", _authority.Pem)),
            ("TEMPORAL_TLS_CLIENT_CERT_PATH", FileOf("client.pem", identity.Pem)),
            ("TEMPORAL_TLS_CLIENT_KEY_PATH", FileOf("client.key", identity.Key)));
        var client = TemporalClient.CreateLazy(TemporalConnection.For(options, options.Address!, NullLoggerFactory.Instance));

        var handle = await client.StartWorkflowAsync("Anything", [], new("over-tls", options.TaskQueue));

        Assert.Equal("over-tls", (await handle.DescribeAsync()).Id);
        var start = Assert.Single(front.Calls, c => c.Method == "StartWorkflowExecution");
        Assert.Equal(("Bearer a-key", "default"), (start.Headers.Authorization.ToString(), start.Headers["temporal-namespace"].ToString()));
    }

    [Fact]
    public async Task With_tls_off_a_key_is_sent_as_it_is()
    {
        await using var service = await EmbeddedTemporalServer.StartAsync(new EmbeddedTemporalOptions { Port = 0 });
        await using var front = await TemporalFront.StartAsync(service.Address);
        var options = Bind(("TEMPORAL_ADDRESS", front.Address), ("TEMPORAL_API_KEY", "a-key"), ("TEMPORAL_TLS", "no"));

        await TemporalClient.ConnectAsync(TemporalConnection.For(options, options.Address!, NullLoggerFactory.Instance));

        Assert.Equal("Bearer a-key", Assert.Single(front.Calls).Headers.Authorization.ToString());
    }

    [Fact]
    public void The_embedded_service_uses_no_TLS()
    {
        var ca = FileOf("ca.pem", _authority.Pem);
        var binder = new SettingsBinder(name => name == "TEMPORAL_TLS_SERVER_CA_CERT_PATH" ? ca : null);

        binder.Bind<TemporalOptions>();

        Assert.Equal("TEMPORAL_ADDRESS", Assert.Single(binder.Problems).Name);
    }

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Delete(recursive: true);
    }

    private string FileOf(string name, byte[] content)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllBytes(path, content);
        return path;
    }

    private static TemporalOptions Bind(params (string Name, string Value)[] settings)
    {
        var binder = new SettingsBinder(name => settings.FirstOrDefault(s => s.Name == name).Value);
        var options = binder.Bind<TemporalOptions>();
        Assert.Empty(binder.Problems);
        return options;
    }
}
