using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Temporalio.Client;
using Temporalio.Tests.Workers;
using Temporalio.Worker;

namespace Temporalio.Tests.Clients;

/// <summary>A client and a listener with real certificates, as a cluster or Temporal Cloud has it.</summary>
public sealed class TlsTests(LocalService service) : IClassFixture<LocalService>, IDisposable
{
    private const string Key = "key-that-nobody-may-see";
    private readonly Authority _authority = new("the right one");

    private string ServiceAddress => service.Client.Connection.Options.TargetHost!;

    [Fact]
    public async Task A_workflow_runs_where_the_services_certificate_is_of_the_right_authority()
    {
        await using var front = await ListenAsync("127.0.0.1");
        var client = await TemporalClient.ConnectAsync(new(front.Address) { Tls = new() { ServerRootCACert = _authority.Pem } });
        var start = LocalService.New();
        using var worker = new TemporalWorker(client, new TemporalWorkerOptions(start.TaskQueue!).AddWorkflow<HelloTests.Hello>().AddActivity(HelloTests.Greet));

        Assert.Equal("Hello, TLS!", await worker.ExecuteAsync(() => client.ExecuteWorkflowAsync((HelloTests.Hello w) => w.RunAsync("TLS"), start)));
    }

    [Fact]
    public async Task Another_authority_is_refused()
    {
        using var other = new Authority("another one");
        await using var front = await ListenAsync("127.0.0.1");

        await AssertRefusedAsync(new(front.Address) { Tls = new() { ServerRootCACert = other.Pem } }, "UntrustedRoot", "PartialChain");
        await AssertRefusedAsync(new(front.Address) { Tls = new() }, "UntrustedRoot", "PartialChain");
        Assert.Empty(front.Calls);
    }

    [Fact]
    public async Task The_name_in_the_certificate_can_be_another_than_the_addresss()
    {
        await using var front = await ListenAsync("temporal.example");

        await AssertRefusedAsync(new(front.Address) { Tls = new() { ServerRootCACert = _authority.Pem } }, "RemoteCertificateNameMismatch");
        await TemporalClient.ConnectAsync(new(front.Address) { Tls = new() { ServerRootCACert = _authority.Pem, Domain = "temporal.example" } });
    }

    [Fact]
    public async Task The_clients_certificate_is_shown_with_those_that_vouch_for_it()
    {
        using var subordinate = _authority.Subordinate("one of ours");
        var identity = subordinate.Issue("worker");
        var shown = new ConcurrentQueue<string>();
        await using var front = await ListenAsync("127.0.0.1", https =>
        {
            https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
            https.ClientCertificateValidation = (certificate, chain, _) => Trusts(certificate, chain!, shown);
        });
        TlsOptions Tls(byte[]? certificate, byte[]? key) => new() { ServerRootCACert = _authority.Pem, ClientCert = certificate, ClientPrivateKey = key };

        await TemporalClient.ConnectAsync(new(front.Address) { Tls = Tls([.. identity.Pem, (byte)'\n', .. subordinate.Pem], identity.Key) });

        Assert.Equal(["CN=worker"], shown);
        await Assert.ThrowsAsync<InvalidOperationException>(() => TemporalClient.ConnectAsync(new(front.Address) { Tls = Tls(null, null) }));
        using var other = new Authority("another one");
        var stranger = other.Issue("worker");
        await Assert.ThrowsAsync<InvalidOperationException>(() => TemporalClient.ConnectAsync(new(front.Address) { Tls = Tls(stranger.Pem, stranger.Key) }));
        await Assert.ThrowsAsync<ArgumentException>(() => TemporalClient.ConnectAsync(new(front.Address) { Tls = Tls(identity.Pem, null) }));
    }

    [Theory]
    [InlineData("no certificate at all", null)]
    [InlineData(null, "no certificate at all")]
    public async Task What_is_no_certificate_is_named(string? authority, string? client)
    {
        static byte[]? Bytes(string? text) => text is null ? null : System.Text.Encoding.ASCII.GetBytes(text);

        var error = await Assert.ThrowsAsync<ArgumentException>(() => TemporalClient.ConnectAsync(
            new("127.0.0.1:1") { Tls = new() { ServerRootCACert = Bytes(authority), ClientCert = Bytes(client), ClientPrivateKey = Bytes(client) } }));

        Assert.Contains(authority is null ? nameof(TlsOptions.ClientCert) : nameof(TlsOptions.ServerRootCACert), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_call_carries_the_api_key_and_the_namespace()
    {
        await using var front = await ListenAsync("127.0.0.1");
        var client = await TemporalClient.ConnectAsync(new(front.Address) { ApiKey = Key, Tls = new() { ServerRootCACert = _authority.Pem } });

        await client.CountWorkflowsAsync("");
        client.Connection.ApiKey = "the next one";
        await client.CountWorkflowsAsync("");

        Assert.Equal([$"Bearer {Key}", $"Bearer {Key}", "Bearer the next one"], front.Calls.Select(c => c.Headers.Authorization.ToString()));
        Assert.Equal(["", "default", "default"], front.Calls.Select(c => c.Headers["temporal-namespace"].ToString()));
    }

    [Fact]
    public async Task An_api_key_never_travels_in_the_clear_unless_asked()
    {
        await using var encrypted = await ListenAsync("127.0.0.1");
        await AssertRefusedAsync(new(encrypted.Address) { ApiKey = Key }, "UntrustedRoot", "PartialChain");
        await using var plain = await TemporalFront.StartAsync(ServiceAddress);

        await Assert.ThrowsAsync<InvalidOperationException>(() => TemporalClient.ConnectAsync(new(plain.Address) { ApiKey = Key }));
        Assert.Empty(plain.Calls);
        await TemporalClient.ConnectAsync(new(plain.Address) { ApiKey = Key, Tls = new() { Disabled = true } });
        Assert.Single(plain.Calls);
    }

    [Fact]
    public async Task An_api_key_is_never_told()
    {
        await using var front = await TemporalFront.StartAsync(ServiceAddress);
        front.Answer = (method, context) => method == "PollWorkflowTaskQueue" ? TemporalFront.EndAsync(context, 14) : Task.FromResult(false);
        using var log = new LogLines();
        var options = new TemporalClientConnectOptions(front.Address) { ApiKey = Key, Tls = new() { Disabled = true }, LoggerFactory = log };
        var client = await TemporalClient.ConnectAsync(options);
        using var worker = new TemporalWorker(client, new TemporalWorkerOptions("queue") { LoggerFactory = log }.AddWorkflow<HelloTests.Hello>());

        await worker.ExecuteAsync(() => log.Written.Task);
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => TemporalClient.ConnectAsync(new("127.0.0.1:1") { ApiKey = Key }));

        Assert.NotEmpty(log.Lines);
        Assert.DoesNotContain(log.Lines.Append(refused.ToString()), line => line.Contains(Key, StringComparison.Ordinal));
    }

    public void Dispose() => _authority.Dispose();

    private Task<TemporalFront> ListenAsync(string name, Action<HttpsConnectionAdapterOptions>? configure = null) =>
        TemporalFront.StartAsync(ServiceAddress, https =>
        {
            https.ServerCertificate = _authority.Issue(name).Certificate;
            configure?.Invoke(https);
        });

    private bool Trusts(X509Certificate2 certificate, X509Chain chain, ConcurrentQueue<string> shown)
    {
        using var root = X509CertificateLoader.LoadCertificate(X509Certificate2.CreateFromPem(System.Text.Encoding.ASCII.GetString(_authority.Pem)).RawData);
        using var own = new X509Chain();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        own.ChainPolicy.CustomTrustStore.Add(root);
        own.ChainPolicy.ExtraStore.AddRange(chain.ChainPolicy.ExtraStore);
        var trusted = own.Build(certificate);
        if (trusted)
        {
            shown.Enqueue(certificate.Subject);
        }

        return trusted;
    }

    private static async Task AssertRefusedAsync(TemporalClientConnectOptions options, params string[] reasons)
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => TemporalClient.ConnectAsync(options));
        Assert.Contains(options.TargetHost!, error.Message, StringComparison.Ordinal);
        Assert.Contains("certificate", error.Message, StringComparison.OrdinalIgnoreCase);
        Assert.True(reasons.Any(r => error.Message.Contains(r, StringComparison.Ordinal)), error.Message);
    }
}
