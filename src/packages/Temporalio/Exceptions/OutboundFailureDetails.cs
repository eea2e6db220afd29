namespace Temporalio.Exceptions;

/// <summary>Details of a failure that this code made.</summary>
internal sealed record OutboundFailureDetails(IReadOnlyCollection<object?> Details) : IFailureDetails
{
    /// <inheritdoc />
    public int Count => Details.Count;

    /// <inheritdoc />
    public T ElementAt<T>(int index) => (T)Details.ElementAt(index)!;
}
