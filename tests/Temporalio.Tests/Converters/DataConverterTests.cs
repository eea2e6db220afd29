using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Temporalio.Converters;
using Temporalio.Exceptions;

namespace Temporalio.Tests.Converters;

public class DataConverterTests
{
    private static readonly IPayloadConverter _payloads = DataConverter.Default.PayloadConverter;

    public static TheoryData<object?, string, string> Values => new()
    {
        { null, "binary/null", string.Empty },
        { "text"u8.ToArray(), "binary/plain", "text" },
        { "text", "json/plain", "\"text\"" },
        { new Named("a", 1), "json/plain", """{"Name":"a","Number":1}""" },
        { new StringValue { Value = "x" }, "json/protobuf", "\"x\"" },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void A_value_has_the_official_encoding(object? value, string encoding, string data)
    {
        var payload = _payloads.ToPayload(value);
        Assert.Equal((encoding, data), (payload.Metadata["encoding"].ToStringUtf8(), payload.Data.ToStringUtf8()));
        Assert.Equal(value, _payloads.ToValue(payload, value?.GetType() ?? typeof(object)));
    }

    [Fact]
    public void Null_is_no_number()
    {
        Assert.Null(_payloads.ToValue<int?>(_payloads.ToPayload(null)));
        Assert.Throws<ArgumentException>(() => _payloads.ToValue<int>(_payloads.ToPayload(null)));
    }

    [Fact]
    public async Task A_failure_travels_with_its_causes_and_through_the_codec()
    {
        var converter = DataConverter.Default with { PayloadCodec = new Rot() };
        var failure = await converter.ToFailureAsync(
            new ApplicationFailureException("outer", new InvalidOperationException("inner"), errorType: "Outer", details: ["secret"]));
        Assert.Equal("InvalidOperationException", failure.Cause.ApplicationFailureInfo.Type);
        Assert.DoesNotContain("secret", failure.ApplicationFailureInfo.Details.Payloads_[0].Data.ToStringUtf8(), StringComparison.Ordinal);
        var exception = Assert.IsType<ApplicationFailureException>(await converter.ToExceptionAsync(failure));
        Assert.Equal(("outer", "Outer", "secret"), (exception.Message, exception.ErrorType, exception.Details.ElementAt<string>(0)));
        Assert.Equal("inner", exception.InnerException!.Message);
    }

    [Fact]
    public void A_failure_that_came_encoded_goes_on_encoded()
    {
        var encoded = new EncodedFailures();
        var sent = encoded.ToFailure(new ApplicationFailureException("secret", new InvalidOperationException("cause")), _payloads);
        var thrown = encoded.ToException(sent, _payloads);
        Assert.Equal(("secret", "cause"), (thrown.Message, thrown.InnerException!.Message));

        var passedOn = encoded.ToFailure(thrown, _payloads);

        Assert.Equal("Encoded failure", passedOn.Message);
        Assert.DoesNotContain("secret", passedOn.ToString(), StringComparison.Ordinal);
        Assert.Equal("Encoded failure", passedOn.Cause.Message);
        var again = encoded.ToException(passedOn, _payloads);
        Assert.Equal(("secret", "cause"), (again.Message, again.InnerException!.Message));
    }

    [Fact]
    public void A_failure_whose_words_cannot_be_read_is_a_failure_still()
    {
        var sent = new EncodedFailures().ToFailure(new ApplicationFailureException("secret", errorType: "Refused"), _payloads);
        sent.EncodedAttributes = new() { Metadata = { ["encoding"] = ByteString.CopyFromUtf8("binary/encrypted") } };

        var failure = Assert.IsType<ApplicationFailureException>(DataConverter.Default.FailureConverter.ToException(sent, _payloads));

        Assert.Equal(("Encoded failure", "Refused"), (failure.Message, failure.ErrorType));
    }

    private sealed class EncodedFailures() : DefaultFailureConverter(new DefaultFailureConverterOptions { EncodeCommonAttributes = true });

    private sealed record Named(string Name, int Number);
}
