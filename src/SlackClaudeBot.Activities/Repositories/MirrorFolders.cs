using SlackClaudeBot.Activities.Sandboxes;
using SlackClaudeBot.Foundation.Files;
using SlackClaudeBot.GitHub.Auth;
using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Activities.Repositories;

/// <summary>
/// A folder for each repository's mirror. It is mounted into the container and so must exist before it: a mirror
/// that is created later appears in it.
/// </summary>
internal sealed class MirrorFolders(DataDirectory data, GitHubOptions options) : IMirrorFolders
{
    // Sandboxes read mirrors as another user. The parent folders keep other users out.
    private const UnixFileMode Readable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    public IReadOnlyList<string> Make(IReadOnlyList<RepositoryRef> repositories) =>
        [.. RepositoryAddress.Require(new Uri(options.Url), repositories).Select(address => Make(data, address)).Distinct()];

    /// <summary>Creates the folder of a mirror. Returns its path in <see cref="DataDirectory.Mirrors"/>.</summary>
    internal static string Make(DataDirectory data, RepositoryAddress address)
    {
        var path = Path.Combine(data.Mirrors, address.MirrorFolder);
        Directory.CreateDirectory(path);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, Readable);
        }

        return address.MirrorFolder;
    }
}
