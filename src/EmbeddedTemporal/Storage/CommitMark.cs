namespace EmbeddedTemporal.Storage;

/// <summary>How a service left its database.</summary>
internal enum MarkState
{
    /// <summary>It was about to make the database: nothing was acknowledged.</summary>
    New = 1,

    /// <summary>It stopped in good order, which leaves no write-ahead log.</summary>
    Clean = 2,

    /// <summary>It works, or was killed: the log holds what was acknowledged last.</summary>
    Open = 3,

    /// <summary>A person takes what can be read for everything.</summary>
    Accepted = 4,
}

/// <summary>How far the write-ahead log had got when a commit was acknowledged.</summary>
/// <param name="State">How the service left its database.</param>
/// <param name="Salts">Which log: SQLite gives it new salts whenever it starts it from the beginning.</param>
/// <param name="Frames">How many frames the log had.</param>
internal readonly record struct CommitMark(MarkState State, ulong Salts, long Frames)
{
    public static CommitMark New => new(MarkState.New, 0, 0);

    public static CommitMark Clean => new(MarkState.Clean, 0, 0);

    public static CommitMark Accepted => new(MarkState.Accepted, 0, 0);

    public static CommitMark Open(ulong salts, long frames) => new(MarkState.Open, salts, frames);

    /// <summary>Whether a log with these salts may follow this mark: SQLite counts the first half up.</summary>
    public bool MayPrecede(ulong salts) => (int)((uint)(salts >> 32) - (uint)(Salts >> 32)) > 0;
}
