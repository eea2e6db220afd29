namespace EmbeddedTemporal.Calls;

/// <summary>The times for which calls wait for news. They answer "nothing yet" a little before their caller gives up.</summary>
internal static class LongPoll
{
    /// <summary>Polls for tasks; workers allow 70 seconds.</summary>
    public static readonly TimeSpan Tasks = TimeSpan.FromSeconds(60);

    /// <summary>Readers of a history that wait for its next event.</summary>
    public static readonly TimeSpan History = TimeSpan.FromSeconds(20);
}
