using System.IO.Pipelines;
using SlackClaudeBot.Activities.Sandboxes;
using SlackClaudeBot.Foundation.Artifacts;
using SlackClaudeBot.GitHub.Auth;
using SlackClaudeBot.Workflows.Contracts;
using SlackClaudeBot.Workflows.Contracts.Artifacts;
using SlackClaudeBot.Workflows.Contracts.Repositories;

namespace SlackClaudeBot.Activities.Repositories;

/// <summary>Streams a branch out of a sandbox as a git bundle, into the artifact store.</summary>
internal sealed class BundleWriter(IArtifactStore artifacts, GitHubOptions options)
{
    /// <summary>Writes the commits between base and branch.</summary>
    /// <exception cref="Temporalio.Exceptions.ApplicationFailureException">The bundle is larger than MAX_BUNDLE_BYTES; nothing is kept of it.</exception>
    internal async Task<ArtifactReference> WriteAsync(
        ISandbox sandbox, SandboxGit git, string taskId, string name, ClonedRepository repository, CancellationToken cancellationToken)
    {
        var pipe = new Pipe();
        using var stopped = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var stored = StoreAsync(taskId, name, pipe.Reader, stopped.Token);
        try
        {
            var command = git.Command(null, ["bundle", "create", "--quiet", "-", $"^{repository.BaseCommit}", $"refs/heads/{repository.Branch}"]) with
            {
                MaxOutputBytes = options.MaxBundleBytes + 1,
                OnOutput = async (bytes, token) =>
                {
                    // Completed: the store accepts no more.
                    if ((await pipe.Writer.WriteAsync(bytes, token)).IsCompleted)
                    {
                        await stopped.CancelAsync();
                    }
                },
            };
            var exit = await sandbox.RunAsync(command, stopped.Token);
            var failure = exit.Code == 0 && !exit.TimedOut ? null : new GitException("bundle", $"it ended with {exit.Code}{(exit.TimedOut ? ", out of time" : "")}");
            await pipe.Writer.CompleteAsync(failure);
            return await stored;
        }
        catch (Exception e)
        {
            await pipe.Writer.CompleteAsync(e);
            await Task.WhenAny(stored);
            if (stored.Exception?.InnerException is ArtifactTooLargeException)
            {
                throw ActivityFailures.PolicyViolation($"The change is larger than {options.MaxBundleBytes / 1024.0 / 1024.0:0.#} MB (MAX_BUNDLE_BYTES).", e);
            }

            throw;
        }
    }

    private async Task<ArtifactReference> StoreAsync(string taskId, string name, PipeReader content, CancellationToken cancellationToken)
    {
        try
        {
            return await artifacts.WriteAsync(taskId, name, content.AsStream(leaveOpen: true), options.MaxBundleBytes, cancellationToken);
        }
        finally
        {
            // Releases a writer that waits for space in the pipe.
            await content.CompleteAsync();
        }
    }
}
