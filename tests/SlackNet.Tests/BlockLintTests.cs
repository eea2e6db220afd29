using System.Reflection;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using SlackNet.Blocks;

namespace SlackNet.Tests;

/// <summary>Keeps types, their names and their JSON in step.</summary>
public sealed class BlockLintTests
{
    private static readonly JsonSerializerSettings _json = Default.JsonSettings().SerializerSettings;

    public static TheoryData<Type> Named => [.. Types().Where(type => type.IsPublic && NameOf(type) is not null)];

    public static TheoryData<Type> Written => [.. Types().Where(IsWritten)];

    [Theory]
    [MemberData(nameof(Written))]
    public void Everything_that_is_sent_has_a_type_name(Type type)
    {
        var name = NameOf(type);

        Assert.NotNull(name);
        Assert.Equal(name, (string)Write(type)["type"]);
    }

    [Theory]
    [MemberData(nameof(Written))]
    public void Something_sent_reads_back_as_itself(Type type)
    {
        var asked = typeof(Block).IsAssignableFrom(type) ? typeof(Block) : typeof(TextObject).IsAssignableFrom(type) ? typeof(TextObject) : typeof(IBlockElement);

        var read = JsonConvert.DeserializeObject(Write(type).ToString(), asked, _json);

        Assert.IsType(type, read);
    }

    [Theory]
    [MemberData(nameof(Written))]
    public void Nothing_empty_is_sent_that_Slack_would_refuse(Type type)
    {
        var allowedEmpty = new[] { "type", "elements", "text" };

        Assert.DoesNotContain(
            Write(type).Properties(),
            property => !allowedEmpty.Contains(property.Name) && (property.Value.Type is JTokenType.Null || property.Value is JArray { Count: 0 } || property.Value.Type is JTokenType.Boolean));
    }

    [Fact]
    public void No_two_classes_of_one_kind_share_a_type_name()
    {
        Type[] kinds = [typeof(Block), typeof(IBlockElement), typeof(TextObject), typeof(BlockAction), typeof(ElementValue), typeof(Events.Event), typeof(Interaction.InteractionRequest)];

        Assert.All(kinds, kind =>
        {
            var names = Types().Where(kind.IsAssignableFrom).Select(NameOf).OfType<string>().ToList();
            Assert.NotEmpty(names);
            Assert.Equal(names.Distinct(), names);
        });
    }

    [Theory]
    [MemberData(nameof(Named))]
    public void A_class_with_a_type_name_can_be_made(Type type) => Assert.NotNull(Activator.CreateInstance(type, type.GetConstructors()[0].GetParameters().Select(p => p.DefaultValue).ToArray()));

    private static JObject Write(Type type) =>
        JObject.Parse(JsonConvert.SerializeObject(Activator.CreateInstance(type, type.GetConstructors()[0].GetParameters().Select(p => p.DefaultValue).ToArray()), _json));

    private static IEnumerable<Type> Types() => typeof(Block).Assembly.GetTypes().Where(type => type is { IsClass: true, IsAbstract: false });

    private static bool IsWritten(Type type) =>
        type.IsPublic && (typeof(Block).IsAssignableFrom(type) || typeof(IBlockElement).IsAssignableFrom(type) || typeof(TextObject).IsAssignableFrom(type));

    private static string NameOf(Type type) => type.GetCustomAttribute<SlackTypeAttribute>(inherit: false)?.Type;
}
