using System.Globalization;
using System.Text.RegularExpressions;

namespace SlackClaudeBot.Activities.Repositories;

/// <summary>
/// Finds in a diff what makes tests prove less: deleted and skipped tests, fewer assertions, lower thresholds, another configuration of the
/// runner or of the build server. It reads text, not code: what it finds is for a person to judge.
/// </summary>
internal static partial class WeakenedTests
{
    private const int MaxNamed = 6;

    /// <summary>One line for each thing that a reviewer should look at first.</summary>
    public static IReadOnlyList<string> Find(string diff)
    {
        var found = DiffFile.Parse(diff).SelectMany(Find).ToList();
        return found.Count <= MaxNamed
            ? found
            : [.. found.Take(MaxNamed - 1), string.Create(CultureInfo.InvariantCulture, $"and {found.Count - MaxNamed + 1} more changes that may weaken tests")];
    }

    private static IEnumerable<string> Find(DiffFile file)
    {
        if (TestFiles.IsPipeline(file.Path))
        {
            yield return $"{file.Path} configures the build server.";
        }

        if (TestFiles.IsTest(file.Path))
        {
            foreach (var remark in FindInTests(file))
            {
                yield return remark;
            }
        }
        else if (TestFiles.IsRunnerConfiguration(file.Path))
        {
            foreach (var remark in FindInConfiguration(file))
            {
                yield return remark;
            }
        }
        // Rust and some others keep tests beside the code.
        else if (Fewer(file, Declaration()) is > 0 and var tests)
        {
            yield return $"{file.Path} has {Count(tests, "test")} fewer.";
        }
    }

    private static IEnumerable<string> FindInTests(DiffFile file)
    {
        if (file.IsDeleted)
        {
            yield return $"{file.Path} with its tests was deleted.";
            yield break;
        }

        if (-Fewer(file, Skip()) is > 0 and var skipped)
        {
            yield return $"{file.Path} skips tests, in {Count(skipped, "place")}.";
        }

        var tests = Fewer(file, Declaration());
        if (tests > 0)
        {
            yield return $"{file.Path} has {Count(tests, "test")} fewer.";
        }

        if (Fewer(file, Assertion()) is > 0 and var assertions)
        {
            yield return $"{file.Path} has {Count(assertions, "assertion")} fewer.";
        }
    }

    private static IEnumerable<string> FindInConfiguration(DiffFile file)
    {
        if (ChangesRunner(file))
        {
            yield return $"{file.Path} changes how tests are run.";
        }

        foreach (var (name, before) in Thresholds(file.Removed))
        {
            if (!Thresholds(file.Added).TryGetValue(name, out var after))
            {
                yield return $"{file.Path} no longer has the threshold {name} of {Number(before)}.";
            }
            else if (after < before)
            {
                yield return $"{file.Path} lowers {name} from {Number(before)} to {Number(after)}.";
            }
        }
    }

    /// <summary>Whether a change of a file that also holds other things is about tests. A dependency's version is not.</summary>
    private static bool ChangesRunner(DiffFile file) =>
        file.IsDeleted || file.Added.Concat(file.Removed).Any(line => RunnerLine().IsMatch(line) && !Dependency().IsMatch(line));

    private static Dictionary<string, double> Thresholds(IEnumerable<string> lines)
    {
        var found = new Dictionary<string, double>(StringComparer.OrdinalIgnoreCase);
        foreach (var match in lines.SelectMany(line => Threshold().Matches(line)))
        {
            found[match.Groups["name"].Value] = double.Parse(match.Groups["value"].Value, CultureInfo.InvariantCulture);
        }

        return found;
    }

    private static int Fewer(DiffFile file, Regex what) => Matches(file.Removed, what) - Matches(file.Added, what);

    private static int Matches(IEnumerable<string> lines, Regex what) => lines.Sum(line => what.Count(line));

    private static string Count(int number, string noun) => string.Create(CultureInfo.InvariantCulture, $"{number} {noun}{(number == 1 ? "" : "s")}");

    private static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(
        @"\b(it|test|describe|context|suite)\.(skip|only|todo|fixme)\b|\bx(it|describe|test|context)\s*\(|\bf(it|describe)\s*\(|\bskip:\s*(true|['""])|\btodo:\s*(true|['""])|@(pytest\.mark\.(skip|skipif|xfail)|unittest\.(skip\w*|expectedFailure)|Disabled|Ignore)\b|\bpytest\.(skip|xfail)\s*\(|\bself\.skipTest\s*\(|\bt\.Skip(Now|f)?\s*\(|#\[ignore|\[(Ignore|Explicit)\b|\bSkip\s*=|\bAssert\.(Skip|Ignore|Inconclusive)",
        RegexOptions.CultureInvariant)]
    private static partial Regex Skip();

    [GeneratedRegex(
        @"(?<![\w.])(it|test)(\.each\b[^(]*(\([^)]*\))?)?\s*\(|^\s*(async\s+)?def\s+test\w*\s*\(|^\s*func\s+(\([^)]*\)\s*)?Test\w*\s*\(|^\s*\[(\w+\.)*(Fact|Theory|Test|TestCase|TestMethod|DataTestMethod)\w*\b|^\s*@(Test|ParameterizedTest)\b|#\[(\w+::)?test\]",
        RegexOptions.CultureInvariant)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"\bassert\w*\b(?!\s*=|['""])|\bexpect\w*\s*\(|\bAssert\.|\.should\b|\brequire\.\w+\(t\b|\bt\.(Error|Fatal)f?\s*\(", RegexOptions.CultureInvariant)]
    private static partial Regex Assertion();

    [GeneratedRegex(
        @"(?<name>(cov[_-])?fail[_-]under|branches|functions|lines|statements|(min|minimum)\w*coverage\w*|\w*threshold\w*)['""]?\s*[:=>]{1,2}\s*['""]?(?<value>\d+(\.\d+)?)",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Threshold();

    [GeneratedRegex(@"^\s*['""]?[@\w/.-]+['""]?\s*[:=]\s*['""][~^<>=v ]*\d[^'""]*['""],?\s*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Dependency();

    [GeneratedRegex(
        @"['""](pre|post)?(test|check|lint)(:[\w-]+)?['""]\s*:|\b(jest|vitest|mocha|ava|karma|nyc|c8|pytest|unittest|addopts|testpaths|python_files|python_functions|norecursedirs|testMatch|testRegex|testPathIgnorePatterns|passWithNoTests|coverage\w*|exclude|include|bail|IsTestProject|VSTest\w*|surefire|failIfNoTests|testFailureIgnore|ignoreFailures|autotests|harness|nocapture)\b|^\s*(test|check)\s*:",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex RunnerLine();
}
