using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text;
using Microsoft.AspNetCore.Http;
using SlackClaudeBot.Activities.Gateway;

namespace SlackClaudeBot.Activities.Tests.Gateway;

public sealed class ModelGatewayTests : IDisposable
{
    private readonly TemporaryFolder _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Passes_a_message_on_with_the_real_key_and_the_query()
    {
        await using var api = await UpstreamApi.StartAsync(context => context.Response.WriteAsync("""{"type":"message"}"""));
        await using var gateway = await GatewayHarness.StartAsync(new Uri(api.Address, "prefix/"), _data.Path);
        var token = gateway.Tokens.Issue("abc123");
        using var request = GatewayHarness.Message(token, """{"model":"m"}""");
        request.Headers.Add("anthropic-version", "2023-06-01");
        request.Headers.Add("anthropic-beta", ["one", "two"]);
        request.Headers.Add("x-unneeded", "yes");
        request.Headers.Add("cookie", "a=b");

        using var response = await gateway.Http.SendAsync(request);

        Assert.Equal("""{"type":"message"}""", await response.Content.ReadAsStringAsync());
        var asked = Assert.Single(api.Requests);
        Assert.Equal("/prefix/v1/messages?beta=true", asked.Target);
        Assert.Equal("""{"model":"m"}""", asked.Body);
        Assert.Equal(GatewayHarness.RealKey, asked.Headers["x-api-key"]);
        Assert.Equal("2023-06-01", asked.Headers["anthropic-version"]);
        Assert.Contains("two", asked.Headers["anthropic-beta"], StringComparison.Ordinal);
        Assert.DoesNotContain("x-unneeded", asked.Headers.Keys);
        Assert.DoesNotContain("cookie", asked.Headers.Keys);
        Assert.DoesNotContain(asked.Headers.Values, v => v.Contains(token, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Accepts_the_token_as_a_bearer_token_too()
    {
        await using var api = await UpstreamApi.StartAsync(_ => Task.CompletedTask);
        await using var gateway = await GatewayHarness.StartAsync(api.Address, _data.Path);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages/count_tokens") { Content = new StringContent("{}") };
        request.Headers.Authorization = new("Bearer", gateway.Tokens.Issue("abc123"));

        using var response = await gateway.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.DoesNotContain("authorization", Assert.Single(api.Requests).Headers.Keys);
    }

    [Fact]
    public async Task Streams_events_as_they_arrive()
    {
        var goOn = new TaskCompletionSource();
        await using var api = await UpstreamApi.StartAsync(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("event: one\n\n");
            await context.Response.Body.FlushAsync();
            await goOn.Task;
            await context.Response.WriteAsync("event: two\n\n");
        });
        await using var gateway = await GatewayHarness.StartAsync(api.Address, _data.Path);
        using var request = GatewayHarness.Message(gateway.Tokens.Issue("abc123"));

        using var response = await gateway.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        Assert.Equal("event: one", await reader.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(1)));
        goOn.SetResult();

        Assert.Equal("\nevent: two\n\n", await reader.ReadToEndAsync());
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Cuts_its_response_off_where_the_API_does()
    {
        var breakOff = new TaskCompletionSource();
        await using var api = await UpstreamApi.StartAsync(async context =>
        {
            await context.Response.WriteAsync("half");
            await context.Response.Body.FlushAsync();
            await breakOff.Task;
            context.Abort();
        });
        await using var gateway = await GatewayHarness.StartAsync(api.Address, _data.Path);
        using var request = GatewayHarness.Message(gateway.Tokens.Issue("abc123"));

        using var response = await gateway.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var body = await response.Content.ReadAsStreamAsync();
        await body.ReadExactlyAsync(new byte["half".Length]);
        breakOff.SetResult();

        await Assert.ThrowsAnyAsync<IOException>(() => body.ReadAsync(new byte[1]).AsTask());
    }

    [Fact]
    public async Task Passes_errors_on_with_their_retry_after()
    {
        await using var api = await UpstreamApi.StartAsync(context =>
        {
            context.Response.StatusCode = 529;
            context.Response.Headers.RetryAfter = "7";
            context.Response.Headers["x-internal"] = "secret";
            return context.Response.WriteAsync("""{"type":"error","error":{"type":"overloaded_error"}}""");
        });
        await using var gateway = await GatewayHarness.StartAsync(api.Address, _data.Path);
        using var request = GatewayHarness.Message(gateway.Tokens.Issue("abc123"));

        using var response = await gateway.Http.SendAsync(request);

        Assert.Equal(529, (int)response.StatusCode);
        Assert.Equal("7", response.Headers.GetValues("retry-after").Single());
        Assert.False(response.Headers.Contains("x-internal"));
        Assert.Contains("overloaded_error", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_that_the_api_cannot_be_reached()
    {
        using var nobody = new TcpListener(IPAddress.Loopback, 0);
        nobody.Start();
        var port = ((IPEndPoint)nobody.LocalEndpoint).Port;
        nobody.Stop();
        await using var gateway = await GatewayHarness.StartAsync(new Uri($"http://127.0.0.1:{port}"), _data.Path);
        using var request = GatewayHarness.Message(gateway.Tokens.Issue("abc123"));

        using var response = await gateway.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Contains("cannot reach", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST", "/v1/files")]
    [InlineData("POST", "/v1/messages/batches")]
    [InlineData("POST", "/v1/messages/../files")]
    [InlineData("POST", "/v1/messages%2Fbatches")]
    [InlineData("POST", "//v1/messages")]
    [InlineData("GET", "/v1/messages")]
    [InlineData("GET", "/v1/models")]
    [InlineData("DELETE", "/v1/messages")]
    [InlineData("GET", "/")]
    public async Task Refuses_everything_but_messages(string method, string path)
    {
        await using var api = await UpstreamApi.StartAsync(_ => Task.CompletedTask);
        await using var gateway = await GatewayHarness.StartAsync(api.Address, _data.Path);
        using var request = new HttpRequestMessage(new HttpMethod(method), $"http://127.0.0.1:{gateway.Port}{path}");
        request.Headers.Add("x-api-key", gateway.Tokens.Issue("abc123"));

        using var response = await gateway.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Empty(api.Requests);
    }

    [Fact]
    public async Task Answers_the_agents_hello_itself()
    {
        await using var api = await UpstreamApi.StartAsync(_ => Task.CompletedTask);
        await using var gateway = await GatewayHarness.StartAsync(api.Address, _data.Path);
        using var request = new HttpRequestMessage(HttpMethod.Head, "/");

        using var response = await gateway.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Empty(api.Requests);
    }

    [Theory]
    [InlineData("")]
    [InlineData("abc123")]
    [InlineData("abc123.")]
    [InlineData("abc123.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData(GatewayHarness.RealKey)]
    public async Task Refuses_a_wrong_token(string token)
    {
        await using var api = await UpstreamApi.StartAsync(_ => Task.CompletedTask);
        await using var gateway = await GatewayHarness.StartAsync(api.Address, _data.Path);
        gateway.Tokens.Issue("abc123");
        using var request = GatewayHarness.Message(token);

        using var response = await gateway.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Empty(api.Requests);
    }

    [Fact]
    public async Task Refuses_the_token_of_another_task_and_of_a_closed_one()
    {
        await using var api = await UpstreamApi.StartAsync(_ => Task.CompletedTask);
        await using var gateway = await GatewayHarness.StartAsync(api.Address, _data.Path);
        var token = gateway.Tokens.Issue("abc123");
        gateway.Tokens.Issue("def456");
        using var forged = GatewayHarness.Message(token.Replace("abc123", "def456", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.Unauthorized, (await gateway.Http.SendAsync(forged)).StatusCode);

        gateway.Tokens.Revoke("abc123");

        using var closed = GatewayHarness.Message(token);
        Assert.Equal(HttpStatusCode.Unauthorized, (await gateway.Http.SendAsync(closed)).StatusCode);
        Assert.Empty(api.Requests);
    }

    [Fact]
    public async Task Listens_at_the_same_port_and_knows_its_tokens_after_a_restart()
    {
        await using var api = await UpstreamApi.StartAsync(_ => Task.CompletedTask);
        int port;
        string open, closed;
        await using (var before = await GatewayHarness.StartAsync(api.Address, _data.Path))
        {
            port = before.Port;
            (open, closed) = (before.Tokens.Issue("open"), before.Tokens.Issue("closed"));
            before.Tokens.Revoke("closed");
        }

        await using var after = await GatewayHarness.StartAsync(api.Address, _data.Path);

        Assert.Equal(port, after.Port);
        // Linux gives the ports from 32768 on to outgoing connections: one of those could have it while the program is down.
        Assert.InRange(port, 1024, 32_767);
        using var good = GatewayHarness.Message(open);
        Assert.Equal(HttpStatusCode.OK, (await after.Http.SendAsync(good)).StatusCode);
        using var bad = GatewayHarness.Message(closed);
        Assert.Equal(HttpStatusCode.Unauthorized, (await after.Http.SendAsync(bad)).StatusCode);
    }

    [Fact]
    public async Task Uses_another_port_if_its_own_is_in_use()
    {
        await using var api = await UpstreamApi.StartAsync(_ => Task.CompletedTask);
        int port;
        await using (var before = await GatewayHarness.StartAsync(api.Address, _data.Path))
        {
            port = before.Port;
        }

        using var other = new TcpListener(IPAddress.Loopback, port);
        other.Start();
        await using var after = await GatewayHarness.StartAsync(api.Address, _data.Path);

        Assert.NotEqual(port, after.Port);
        Assert.Contains($"{port} is in use", after.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_a_request_larger_than_the_API_accepts()
    {
        await using var api = await UpstreamApi.StartAsync(_ => Task.CompletedTask);
        await using var gateway = await GatewayHarness.StartAsync(api.Address, _data.Path);
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, gateway.Port);
        var head = $"POST /v1/messages HTTP/1.1\r\nhost: x\r\nx-api-key: {gateway.Tokens.Issue("abc123")}\r\ncontent-length: {ModelProxy.MaxRequestBytes + 1}\r\n\r\n";
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head));

        using var reader = new StreamReader(client.GetStream());

        Assert.Contains("413", await reader.ReadLineAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [Trait("Category", "Hostile")]
    [InlineData("POST /v1/messages/../files HTTP/1.1", "404")]
    [InlineData("POST /v1/messages/..%2ffiles HTTP/1.1", "404")]
    [InlineData("POST http://169.254.169.254/v1/messages HTTP/1.1", "400")]
    [InlineData("POST /v1/messages?x=\r\nx-api-key:y HTTP/1.1", "400")]
    [InlineData("CONNECT 169.254.169.254:80 HTTP/1.1", "400")]
    public async Task Refuses_requests_in_a_form_that_no_client_sends(string line, string status)
    {
        await using var api = await UpstreamApi.StartAsync(_ => Task.CompletedTask);
        await using var gateway = await GatewayHarness.StartAsync(api.Address, _data.Path);
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, gateway.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"{line}\r\nhost: x\r\nx-api-key: {gateway.Tokens.Issue("abc123")}\r\ncontent-length: 0\r\n\r\n"));

        using var reader = new StreamReader(client.GetStream());

        Assert.Contains(status, await reader.ReadLineAsync(), StringComparison.Ordinal);
        Assert.Empty(api.Requests);
    }

    [Fact]
    [Trait("Category", "Hostile")]
    public async Task A_sandbox_that_opens_connections_without_end_gets_no_more_than_its_share()
    {
        await using var api = await UpstreamApi.StartAsync(_ => Task.CompletedTask);
        await using var gateway = await GatewayHarness.StartAsync(api.Address, _data.Path);
        var held = new Stack<TcpClient>();
        while (held.Count < ConnectionLimit.PerAddress)
        {
            held.Push(new TcpClient());
            Assert.True(await IsLetInAsync(held.Peek(), gateway.Port));
        }

        using var tooMany = new TcpClient();
        Assert.False(await IsLetInAsync(tooMany, gateway.Port));
        Assert.True(await AnswersAsync(held.Peek()));

        // One that leaves makes room, as soon as it is seen to have left.
        held.Pop().Dispose();
        for (var isIn = false; !isIn;)
        {
            using var next = new TcpClient();
            isIn = await IsLetInAsync(next, gateway.Port);
        }

        foreach (var client in held)
        {
            client.Dispose();
        }
    }

    /// <summary>Whether a connection is taken and the agent's hello answered on it.</summary>
    private static async Task<bool> IsLetInAsync(TcpClient client, int port)
    {
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port);
            return await AnswersAsync(client);
        }
        catch (SocketException)
        {
            // A connection that is closed at once may be reset before this side knows that it had one.
            return false;
        }
    }

    /// <summary>Whether the agent's hello is answered on a connection.</summary>
    private static async Task<bool> AnswersAsync(TcpClient client)
    {
        try
        {
            await client.GetStream().WriteAsync("HEAD / HTTP/1.1\r\nhost: x\r\n\r\n"u8.ToArray());
            return await client.GetStream().ReadAsync(new byte[1024]) > 0;
        }
        catch (IOException)
        {
            return false;
        }
    }

    [Fact]
    public async Task Never_shows_key_token_or_body()
    {
        await using var api = await UpstreamApi.StartAsync(context =>
        {
            context.Response.StatusCode = 500;
            return context.Response.WriteAsync("""{"type":"error"}""");
        });
        await using var gateway = await GatewayHarness.StartAsync(api.Address, _data.Path);
        var token = gateway.Tokens.Issue("abc123");
        foreach (var (with, path) in new[] { (token, "/v1/messages"), ("wrong-token", "/v1/messages"), (token, "/v1/other") })
        {
            using var request = GatewayHarness.Message(with, """{"prompt":"planted-word"}""", path);
            using var response = await gateway.Http.SendAsync(request);
            var seen = await response.Content.ReadAsStringAsync() + response.Headers + response.Content.Headers;
            Assert.DoesNotContain(GatewayHarness.RealKey, seen, StringComparison.Ordinal);
        }

        Assert.NotEmpty(gateway.Log.Text);
        foreach (var hidden in new[] { GatewayHarness.RealKey, token, "wrong-token", "planted-word" })
        {
            Assert.DoesNotContain(hidden, gateway.Log.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task Its_files_are_readable_by_their_owner_only()
    {
        await using var api = await UpstreamApi.StartAsync(_ => Task.CompletedTask);
        await using var gateway = await GatewayHarness.StartAsync(api.Address, _data.Path);
        gateway.Tokens.Issue("abc123");

        const UnixFileMode others = (UnixFileMode)0b000_111_111;
        var kept = Directory.EnumerateFileSystemEntries(Path.Combine(_data.Path, "gateway"), "*", SearchOption.AllDirectories).ToList();

        Assert.Equal(4, kept.Count);
        Assert.All(kept, path => Assert.Equal((UnixFileMode)0, File.GetUnixFileMode(path) & others));
    }
}
