using System.Text.RegularExpressions;

namespace SlackClaudeBot.Activities.Repositories;

/// <summary>Tells by their paths which files hold tests, and which decide how tests are run.</summary>
internal static partial class TestFiles
{
    /// <summary>Whether a file holds tests, or helps those that do.</summary>
    public static bool IsTest(string path) => TestPath().IsMatch(path);

    /// <summary>Whether a file decides which tests run, or what they must reach.</summary>
    public static bool IsRunnerConfiguration(string path) => RunnerPath().IsMatch(path);

    /// <summary>Whether a file decides what a build server runs.</summary>
    public static bool IsPipeline(string path) => PipelinePath().IsMatch(path);

    [GeneratedRegex(
        @"(^|/)(tests?|__tests__|specs?|testing)/[^\n]*\.\w+\z|(^|/)test_[^/]*\.py\z|(^|/)conftest\.py\z|_tests?\.(go|py|rs|dart|exs|cc|cpp)\z|[._-](test|spec)s?\.[cm]?[jt]sx?\z|(Test|Tests|Spec|IT)\.(cs|fs|vb|java|kt|groovy|scala|swift)\z|_spec\.rb\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex TestPath();

    [GeneratedRegex(
        @"(^|/)(package\.json|pytest\.ini|tox\.ini|setup\.cfg|pyproject\.toml|\.coveragerc|\.?nycrc(\.\w+)?|\.mocharc\.\w+|(jest|vitest|vite|karma|playwright|cypress|ava|babel)\.config\.\w+|karma\.conf\.\w+|codecov\.ya?ml|\.codecov\.ya?ml|phpunit\.xml(\.dist)?|xunit\.runner\.json|[^/]+\.runsettings|Directory\.Build\.(props|targets)|pom\.xml|build\.gradle(\.kts)?|Cargo\.toml|Makefile|GNUmakefile)\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex RunnerPath();

    [GeneratedRegex(
        @"\A(\.github/(workflows|actions)/|\.circleci/|\.buildkite/|\.gitlab/ci/|\.teamcity/)|(^|/)(\.gitlab-ci\.ya?ml|Jenkinsfile|azure-pipelines\.ya?ml|\.drone\.ya?ml|\.travis\.ya?ml|bitbucket-pipelines\.ya?ml|appveyor\.ya?ml|cloudbuild\.ya?ml|\.cirrus\.yml|\.woodpecker\.ya?ml)\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex PipelinePath();
}
