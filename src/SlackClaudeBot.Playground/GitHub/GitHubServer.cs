using System.Text.RegularExpressions;
using SlackClaudeBot.Playground.Changes;
using SlackClaudeBot.Playground.Faults;
using SlackClaudeBot.Playground.GitHub.Git;

namespace SlackClaudeBot.Playground.GitHub;

/// <summary>A GitHub for this machine: bare repositories in a folder, and their pull requests.</summary>
public sealed partial class GitHubServer
{
    private readonly Lock _gate = new();
    private readonly ChangeSignal _changed = new();
    private readonly List<GitHubRepository> _repositories = [];
    private readonly List<GitHubPullRequest> _pullRequests = [];
    private int _lastCommentId;

    public GitHubServer(GitHubOptions options)
    {
        Options = options;
        Tokens = new TokenStore(options);
    }

    /// <summary>Happens after a push and after each change of a pull request.</summary>
    public event Action? Changed;

    public GitHubOptions Options { get; }

    /// <summary>What was asked of the REST interface and of git over HTTP.</summary>
    public RequestLog Requests { get; } = new();

    /// <summary>Faults to inject, by operation: <c>pulls.create</c>, <c>git.receive-pack</c>, and so on.</summary>
    public FaultPlan Faults { get; } = new();

    public IReadOnlyList<GitHubRepository> Repositories
    {
        get
        {
            lock (_gate)
            {
                return [.. _repositories];
            }
        }
    }

    public IReadOnlyList<GitHubPullRequest> PullRequests
    {
        get
        {
            lock (_gate)
            {
                return [.. _pullRequests];
            }
        }
    }

    /// <summary>The tokens that the app's installation was given.</summary>
    public IReadOnlyCollection<string> InstallationTokens => Tokens.InstallationTokens;

    internal TokenStore Tokens { get; }

    /// <summary>The address of the stand-in; part of its answers.</summary>
    internal Uri BaseAddress { get; set; } = new("http://127.0.0.1/");

    /// <summary>Finds a repository by owner and name, in any case.</summary>
    public GitHubRepository? Find(string owner, string name) =>
        Repositories.FirstOrDefault(r => r.Owner.Equals(owner, StringComparison.OrdinalIgnoreCase) && r.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Finds the current state of a pull request.</summary>
    public GitHubPullRequest? Find(GitHubRepository repository, int number) =>
        PullRequests.FirstOrDefault(pull => pull.Repository.FullName == repository.FullName && pull.Number == number);

    /// <summary>Creates a repository with one commit on its default branch; takes over the one that a run before this one left in the folder.</summary>
    public async Task<GitHubRepository> CreateRepositoryAsync(
        string owner, string name, IReadOnlyDictionary<string, byte[]> files, string message = "Begin", string defaultBranch = "main", CancellationToken cancellationToken = default)
    {
        if (!SafeName().IsMatch(owner) || !SafeName().IsMatch(name))
        {
            throw new ArgumentException($"'{owner}/{name}' is not a valid name for a repository.", nameof(name));
        }

        var folder = Path.Combine(Path.GetFullPath(Options.Folder), owner, name + ".git");
        var git = File.Exists(Path.Combine(folder, "HEAD"))
            ? new BareRepository(folder)
            : await BareRepository.CreateAsync(folder, defaultBranch, files, message, cancellationToken);
        GitHubRepository repository;
        lock (_gate)
        {
            repository = new GitHubRepository(_repositories.Count + 1, owner, name, defaultBranch, git);
            _repositories.Add(repository);
        }

        Announce();
        return repository;
    }

    /// <summary>Takes the pull requests of an earlier run.</summary>
    internal void Restore(IReadOnlyList<GitHubPullRequest> pullRequests)
    {
        lock (_gate)
        {
            _pullRequests.AddRange(pullRequests);
            _lastCommentId = (int)pullRequests.SelectMany(pull => pull.Comments).Select(comment => comment.Id).DefaultIfEmpty().Max();
        }
    }

    /// <summary>Removes every repository and pull request, on disk too.</summary>
    internal void Clear()
    {
        lock (_gate)
        {
            _pullRequests.Clear();
            foreach (var repository in _repositories)
            {
                Directory.Delete(repository.Git.Folder, recursive: true);
            }

            _repositories.Clear();
        }

        Announce();
    }

    /// <summary>Waits until <paramref name="find"/> finds something: now, or after one of the changes to come.</summary>
    public Task<T> WaitForAsync<T>(Func<GitHubServer, T?> find, TimeSpan timeout, CancellationToken cancellationToken = default)
        where T : class =>
        _changed.WaitForAsync(() => find(this), timeout, () => $"Pull requests: {string.Join(", ", PullRequests.Select(pull => $"{pull.Repository.FullName}#{pull.Number} {pull.Head}"))}.", cancellationToken);

    /// <summary>Waits for a pull request that satisfies <paramref name="predicate"/>; it may exist already.</summary>
    public Task<GitHubPullRequest> WaitForPullRequestAsync(Func<GitHubPullRequest, bool> predicate, TimeSpan timeout, CancellationToken cancellationToken = default) =>
        WaitForAsync(server => server.PullRequests.FirstOrDefault(predicate), timeout, cancellationToken);

    internal void Announce()
    {
        _changed.Pulse();
        Changed?.Invoke();
    }

    [GeneratedRegex(@"^[A-Za-z0-9](?:[A-Za-z0-9_-]|\.(?!\.|git$))*$")]
    private static partial Regex SafeName();
}
