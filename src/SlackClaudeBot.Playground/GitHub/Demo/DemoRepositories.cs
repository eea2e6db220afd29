namespace SlackClaudeBot.Playground.GitHub.Demo;

/// <summary>The repositories to try the bot on: a shop whose checkout crashes on an empty cart, and the notifier it uses.</summary>
public static class DemoRepositories
{
    private const string Prefix = "Demo/";

    /// <summary>Creates them.</summary>
    public static async Task CreateAsync(GitHubServer server, CancellationToken cancellationToken = default)
    {
        await server.CreateRepositoryAsync("acme", "shop", Files("acme/shop"), "Open the shop", cancellationToken: cancellationToken);
        await server.CreateRepositoryAsync("acme", "notifier", Files("acme/notifier"), "Write to customers", cancellationToken: cancellationToken);
    }

    /// <summary>The files of a demo repository, by path.</summary>
    public static IReadOnlyDictionary<string, byte[]> Files(string repository)
    {
        var prefix = $"{Prefix}{repository}/";
        var assembly = typeof(DemoRepositories).Assembly;
        return assembly.GetManifestResourceNames()
            .Select(name => (Name: name, Path: name.Replace('\\', '/')))
            .Where(resource => resource.Path.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(resource => resource.Path[prefix.Length..], resource => Read(resource.Name), StringComparer.Ordinal);

        byte[] Read(string name)
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            using var content = new MemoryStream();
            stream.CopyTo(content);
            return content.ToArray();
        }
    }
}
