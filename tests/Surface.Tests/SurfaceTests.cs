using System.Reflection;
using System.Runtime.CompilerServices;
using Google.Protobuf;
using Temporalio.Api.Common.V1;

namespace Surface.Tests;

/// <summary>The product's packages can be replaced by the official ones: nothing is public that those lack or that is different there.</summary>
public class SurfaceTests
{
    public static TheoryData<string> Packages => [.. Package.All.Select(p => p.Name)];

#if OFFICIAL_PACKAGES
    [Theory]
    [MemberData(nameof(Packages))]
    public void What_is_listed_stands_in_the_official_package(string name)
    {
        var package = Package.All.Single(p => p.Name == name);
        var offered = package.Offered();

        Assert.Empty(package.Official().SelectMany(type => type.Value.Except(offered.GetValueOrDefault(type.Key) ?? new HashSet<string>()).Select(m => $"{type.Key}: {m}")));
    }
#else
    [Theory]
    [MemberData(nameof(Packages))]
    public void Nothing_is_public_that_is_not_so_in_the_official_package(string name)
    {
        var package = Package.All.Single(p => p.Name == name);
        var official = package.Official();
        var offered = package.Offered();

        Assert.NotEmpty(offered);
        Assert.Empty(offered.Keys.Except(official.Keys));
        Assert.Empty(offered.SelectMany(type => type.Value.Except(official[type.Key]).Select(m => $"{type.Key}: {m}")));
    }

    [Fact]
    public void Of_the_service_api_only_its_messages_are_public()
    {
        var types = typeof(Payload).Assembly.GetExportedTypes();

        Assert.NotEmpty(types);
        Assert.All(types, type => Assert.True(
            type.IsEnum || typeof(IMessage).IsAssignableFrom(type) || type.Name.EndsWith("Reflection", StringComparison.Ordinal) || type.Name == "Types",
            $"{type} is public, and no message."));
    }

    [Fact]
    public void No_part_of_the_program_is_a_friend_of_a_package()
    {
        var friends = Package.All.SelectMany(p => p.Assemblies).Append(typeof(Payload).Assembly)
            .SelectMany(a => a.GetCustomAttributes<InternalsVisibleToAttribute>()).Select(a => a.AssemblyName).ToArray();

        Assert.NotEmpty(friends);
        Assert.DoesNotContain(friends, f => f.StartsWith("SlackClaudeBot", StringComparison.Ordinal));
    }

    /// <summary>A class that implements half of an interface cannot be built where the interface is whole.</summary>
    [Fact]
    public void The_program_implements_only_interfaces_that_are_whole_here()
    {
        var whole = Package.All.SelectMany(p => p.Offered().Select(type => (type.Key, IsWhole: type.Value.IsSupersetOf(p.Official()[type.Key]))))
            .ToDictionary(t => t.Key, t => t.IsWhole);
        var packages = Package.All.SelectMany(p => p.Assemblies).ToHashSet();
        var implemented = new[] { "SlackClaudeBot", "SlackClaudeBot.Activities", "SlackClaudeBot.Workflows" }.Select(Assembly.Load)
            .SelectMany(a => a.GetTypes())
            .SelectMany(t => t.GetInterfaces().Concat(t.BaseType is { IsAbstract: true } parent ? [parent] : []))
            .Where(t => packages.Contains(t.Assembly))
            .Select(t => t.IsGenericType ? t.GetGenericTypeDefinition() : t)
            .Distinct().ToArray();

        Assert.NotEmpty(implemented);
        Assert.All(implemented, t => Assert.True(whole[Signatures.TypeSignature.Of(t).Heading], $"{t} has more members in the official package."));
    }
#endif
}
