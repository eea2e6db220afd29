namespace EmbeddedTemporal.Storage;

/// <summary>What waits in the commit log to be written.</summary>
internal interface ILogEntry
{
    /// <summary>Must be in one transaction with the entry before it.</summary>
    bool JoinsPrevious { get; set; }

    /// <summary>Writes it in the transaction at hand, again where that is tried again.</summary>
    void Write(RunWriter writer);

    /// <summary>It is on disk.</summary>
    void Succeed();

    /// <summary>Tells whoever waits for it that it is not on disk.</summary>
    void Refuse(Exception reason);
}
