namespace SlackClaudeBot.Workflows.Contracts.Artifacts;

/// <summary>Names something too large for a history: a diff, a log, a transcript, a bundle.</summary>
/// <param name="Key">Where the artifact store holds it: <c>{task id}/{name}</c>.</param>
/// <param name="Bytes">Its size in bytes.</param>
public sealed record ArtifactReference(string Key, long Bytes);
