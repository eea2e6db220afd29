namespace SlackClaudeBot.Testing;

/// <summary>A <see cref="FactWithAttribute"/> with cases.</summary>
public sealed class TheoryWithAttribute : TheoryAttribute
{
    public TheoryWithAttribute(params Need[] needs)
    {
        if (!Needs.IsCi && needs.Select(Needs.Missing).FirstOrDefault(m => m is not null) is { } missing)
        {
            Skip = missing;
        }
    }
}
