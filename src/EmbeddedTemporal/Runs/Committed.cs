namespace EmbeddedTemporal.Runs;

/// <summary>The result of a change, with the commit that makes it true.</summary>
internal readonly record struct Committed<T>(T Result, Task Task)
{
    public async Task<T> WhenDurable()
    {
        await Task.ConfigureAwait(false);
        return Result;
    }
}
