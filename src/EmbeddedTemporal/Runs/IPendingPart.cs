using EmbeddedTemporal.Storage;

namespace EmbeddedTemporal.Runs;

/// <summary>A part of a run that stores each thing it waits for in a separate row.</summary>
internal interface IPendingPart
{
    /// <summary>How many rows it has.</summary>
    int Count { get; }

    /// <summary>Whether the current transaction has something to store.</summary>
    bool AreChanged { get; }

    /// <summary>Adds what the current transaction has to store.</summary>
    void AddChanges(List<PendingChange> changes);

    /// <summary>Keeps the pending changes.</summary>
    void Keep();

    /// <summary>Rolls back the pending changes.</summary>
    void Undo();
}
