using System.Reflection;
using Surface.Tests.Signatures;

namespace Surface.Tests;

/// <summary>A package of the product: its assemblies here, and what the official package of that name lets one see.</summary>
internal sealed record Package(string Name, params Assembly[] Assemblies)
{
    public static IReadOnlyList<Package> All { get; } =
    [
        // In the official package the test environments are part of Temporalio itself.
        new("Temporalio", typeof(Temporalio.Client.TemporalClient).Assembly, typeof(Temporalio.Testing.WorkflowEnvironment).Assembly),
        new("Temporalio.Extensions.Hosting", typeof(Temporalio.Extensions.Hosting.TemporalWorkerServiceOptions).Assembly),
        new("SlackNet", typeof(SlackNet.ISlackApiClient).Assembly),
        new("SlackNet.AspNetCore", typeof(SlackNet.AspNetCore.SlackEndpointConfiguration).Assembly),
        new("Octokit", typeof(Octokit.IGitHubClient).Assembly),
        new("Docker.DotNet", typeof(Docker.DotNet.IDockerClient).Assembly),
    ];

    /// <summary>What is public or protected here.</summary>
    public Dictionary<string, IReadOnlySet<string>> Offered() =>
        Assemblies.SelectMany(a => a.GetExportedTypes()).Select(TypeSignature.Of).ToDictionary(t => t.Heading, t => t.Members);

    /// <summary>
    /// The official signatures of those types, from <c>Official/{Name}.txt</c>: a heading a type, its members indented below. Where the
    /// official package says nothing of null, neither does the list.
    /// </summary>
    public Dictionary<string, HashSet<string>> Official()
    {
        var types = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        HashSet<string> members = [];
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Official", $"{Name}.txt")))
        {
            if (line.StartsWith(' '))
            {
                members.Add(line.Trim());
            }
            else
            {
                types.Add(line, members = new(StringComparer.Ordinal));
            }
        }

        return types;
    }

    public override string ToString() => Name;
}
