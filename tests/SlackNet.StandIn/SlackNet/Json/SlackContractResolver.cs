using System.Collections;
using System.Reflection;
using Newtonsoft.Json;
using Newtonsoft.Json.Serialization;

namespace SlackNet;

/// <summary>As in the official package, flags are sent with <c>false</c> too. An odd value in a block fails the whole message.</summary>
internal sealed class SlackContractResolver : DefaultContractResolver
{
    public SlackContractResolver() => NamingStrategy = new SnakeCaseNamingStrategy(processDictionaryKeys: false, overrideSpecifiedNames: false);

    protected override JsonProperty CreateProperty(MemberInfo member, MemberSerialization memberSerialization)
    {
        var property = base.CreateProperty(member, memberSerialization);
        if (property.PropertyType != typeof(bool) && member.IsDefined(typeof(OmitDefaultAttribute)))
        {
            property.DefaultValueHandling = DefaultValueHandling.Ignore;
        }

        if (member.IsDefined(typeof(OmitEmptyAttribute)))
        {
            property.ShouldSerialize = owner => property.ValueProvider.GetValue(owner) is ICollection { Count: > 0 };
        }

        return property;
    }
}
