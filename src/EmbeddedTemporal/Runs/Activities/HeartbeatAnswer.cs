namespace EmbeddedTemporal.Runs;

/// <summary>The reasons for which an attempt that sent a heartbeat should stop; without any of them it continues.</summary>
/// <param name="CancelRequested">The workflow does not want its result, or the attempt has failed.</param>
/// <param name="Paused">The activity is paused.</param>
/// <param name="Reset">The activity was reset.</param>
internal readonly record struct HeartbeatAnswer(bool CancelRequested, bool Paused, bool Reset);
