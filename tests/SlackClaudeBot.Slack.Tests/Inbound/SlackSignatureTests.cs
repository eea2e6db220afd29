using System.Text;
using SlackClaudeBot.Slack.Inbound;

namespace SlackClaudeBot.Slack.Tests.Inbound;

public sealed class SlackSignatureTests
{
    // The example of https://docs.slack.dev/authentication/verifying-requests-from-slack
    private const string Secret = "8f742231b10e8888abcd99yyyzzz85a5";
    private const string Timestamp = "1531420618";
    private const string Signature = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503";

    private static readonly byte[] _body = Encoding.UTF8.GetBytes(
        "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner"
        + "&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
        + "&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c");

    private static readonly DateTimeOffset _then = DateTimeOffset.FromUnixTimeSeconds(1531420618);

    [Fact]
    public void Slacks_own_example_is_valid() =>
        Assert.Equal(SignatureCheck.Valid, SlackSignature.Check(Secret, Timestamp, Signature, _body, _then));

    [Theory]
    [InlineData(300, SignatureCheck.Valid)]
    [InlineData(301, SignatureCheck.Stale)]
    [InlineData(-300, SignatureCheck.Valid)]
    [InlineData(-301, SignatureCheck.Stale)]
    public void A_request_is_good_for_five_minutes_either_way(int secondsLater, object expected) =>
        Assert.Equal(expected, SlackSignature.Check(Secret, Timestamp, Signature, _body, _then.AddSeconds(secondsLater)));

    [Theory]
    [InlineData(null, Signature)]
    [InlineData("", Signature)]
    [InlineData(Timestamp, null)]
    [InlineData(Timestamp, "")]
    [InlineData(Timestamp, "v0=")]
    [InlineData(Timestamp, "v1=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503")]
    [InlineData(Timestamp, "a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503")]
    [InlineData(Timestamp, "v0=A2114D57B48EAC39B9AD189DD8316235A7B4A8D21A10BD27519666489C69B503")]
    [InlineData(Timestamp, "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b504")]
    [InlineData("1531420619", Signature)]
    [InlineData(" 1531420618", Signature)]
    [InlineData("1531420618.0", Signature)]
    [InlineData("9999999999999999999999999", Signature)]
    public void Anything_else_is_unsigned(string? timestamp, string? signature) =>
        Assert.Equal(SignatureCheck.Unsigned, SlackSignature.Check(Secret, timestamp, signature, _body, _then));

    [Fact]
    public void Another_body_is_unsigned() =>
        Assert.Equal(SignatureCheck.Unsigned, SlackSignature.Check(Secret, Timestamp, Signature, _body.AsSpan(1), _then));

    [Theory]
    [InlineData("-1531420618")]
    [InlineData("+1531420618")]
    [InlineData("0x1")]
    [InlineData("1e9")]
    public void A_timestamp_that_is_not_a_number_is_refused_even_if_it_is_signed(string timestamp) => Assert.Equal(
        SignatureCheck.Unsigned, SlackSignature.Check(Secret, timestamp, SlackSignature.Compute(Secret, timestamp, _body), _body, _then));

    [Fact]
    public void Without_a_secret_nothing_is_signed() =>
        Assert.Equal(SignatureCheck.Unsigned, SlackSignature.Check("", Timestamp, SlackSignature.Compute("", Timestamp, _body), _body, _then));
}
