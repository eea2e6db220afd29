using System.Reflection;
using System.Runtime.CompilerServices;
using SlackNet.AspNetCore;

namespace SlackNet.Tests.Surface;

/// <summary>
/// Code that compiles against this subset must compile against the official package: everything public here is public there, with
/// the same signature. <c>Official/{Package}.txt</c> lists the official signatures: a heading for each type, its members indented
/// below it, without the nullability of reference types.
/// </summary>
public sealed class SurfaceTests
{
    public static TheoryData<string> Packages => ["SlackNet", "SlackNet.AspNetCore"];

    [Theory]
    [MemberData(nameof(Packages))]
    public void Every_public_type_exists_in_the_official_package(string package) =>
        Assert.Empty(Offered(package).Keys.Except(Official(package).Keys));

    [Theory]
    [MemberData(nameof(Packages))]
    public void Every_public_member_has_the_signature_of_the_official_package(string package)
    {
        var official = Official(package);
        var offered = Offered(package);

        Assert.NotEmpty(offered);
        Assert.Empty(offered.SelectMany(type =>
            type.Value.Except(official.GetValueOrDefault(type.Key) ?? []).Select(member => $"{type.Key}: {member}")));
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void Only_the_packages_and_their_tests_see_internals(string package) => Assert.Empty(
        Load(package).GetCustomAttributes<InternalsVisibleToAttribute>().Select(friend => friend.AssemblyName)
            .Except(["SlackNet.AspNetCore", "SlackNet.Tests"]));

    private static Assembly Load(string package) => package == "SlackNet" ? typeof(ISlackApiClient).Assembly : typeof(SlackEndpointConfiguration).Assembly;

    private static Dictionary<string, IReadOnlySet<string>> Offered(string package) =>
        Load(package).GetExportedTypes().Select(TypeSignature.Of).ToDictionary(type => type.Heading, type => type.Members);

    private static Dictionary<string, HashSet<string>> Official(string package)
    {
        var types = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        HashSet<string> members = [];
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Surface", "Official", $"{package}.txt")))
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
}
