namespace Temporalio.Exceptions;

/// <summary>Values that travel with a failure.</summary>
public interface IFailureDetails
{
    /// <summary>How many there are.</summary>
    int Count { get; }

    /// <summary>The value at an index.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is none at this index.</exception>
    T ElementAt<T>(int index);
}
