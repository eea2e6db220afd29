using SlackClaudeBot.Activities.Sandboxes;
using SlackClaudeBot.Foundation.Files;

namespace SlackClaudeBot.Activities.Tests.Sandboxes;

public sealed class HostIdentityTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("host-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void A_host_keeps_its_name_as_long_as_its_data()
    {
        var first = HostIdentity.Load(new DataDirectory(_root));
        Assert.Matches("^[0-9a-f]{8}$", first.Id);
        Assert.Equal(first.Id, HostIdentity.Load(new DataDirectory(_root)).Id);
        Assert.Equal($"bots-host-{first.Id}", new HostTaskQueue("bots", first).Name);
    }

    [Fact]
    public async Task Hosts_that_start_at_once_on_the_same_data_agree()
    {
        var ids = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => HostIdentity.Load(new DataDirectory(_root)).Id)));
        Assert.Single(ids.Distinct());
    }

    [Fact]
    public void A_broken_id_is_replaced()
    {
        var data = new DataDirectory(_root);
        File.WriteAllText(Path.Combine(data.Folder("host"), "host-id"), "");
        Assert.Matches("^[0-9a-f]{8}$", HostIdentity.Load(data).Id);
    }
}
