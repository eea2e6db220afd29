using EmbeddedTemporal.Tests.Driving;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.OperatorService.V1;

namespace EmbeddedTemporal.Tests.Goldens;

/// <summary>The custom search attributes that the recorded service had; one of the scenarios had added them.</summary>
internal static class RecordedAttributes
{
    public static Task AddAsync(TestService service) => service.Client.CallAsync(new AddSearchAttributesRequest
    {
        Namespace = TestService.Namespace,
        SearchAttributes = { ["CustomKeywordField"] = IndexedValueType.Keyword, ["CustomIntField"] = IndexedValueType.Int },
    });
}
