using System.Globalization;
using System.Text.RegularExpressions;
using SlackClaudeBot.Activities.Checks.Runners;

namespace SlackClaudeBot.Activities.Checks.Reports;

/// <summary>
/// Reads counts and coverage out of what runners print. Line by line, with patterns that are anchored and bounded: the output
/// comes from the sandbox and may be anything. For runners without a report; those with one are read by <see cref="ReportParser"/>.
/// </summary>
internal static partial class TestOutputParser
{
    private const int MaxLineLength = 1_000;

    /// <summary>Parses the output in the format of the runner.</summary>
    public static TestCounts Parse(string runner, string output)
    {
        var lines = output.Split('\n').Where(l => l.Length is > 0 and <= MaxLineLength).ToList();
        return runner switch
        {
            TestRunner.Npm or TestRunner.Pnpm or TestRunner.Yarn or TestRunner.Bun or TestRunner.Make => Script(lines),
            TestRunner.Pytest => Pytest(lines),
            TestRunner.Unittest or TestRunner.Django => Unittest(lines),
            TestRunner.Maven => Maven(lines),
            TestRunner.Cargo => Sum(lines, CargoResult()),
            TestRunner.Go => Go(lines),
            TestRunner.DotNet => DotNet(lines),
            _ => new TestCounts(),
        };
    }

    /// <summary>A test script can be any runner, or several: the first format with tests counts.</summary>
    private static TestCounts Script(List<string> lines)
    {
        Func<List<string>, TestCounts>[] formats = [Jest, Vitest, NodeTest, Mocha, Tap, l => Sum(l, DotNetSummary()), Pytest];
        var counts = formats.Select(format => format(lines)).FirstOrDefault(c => c.Any) ?? new TestCounts();
        return counts with { CoveragePercent = counts.CoveragePercent ?? IstanbulCoverage(lines) ?? NodeCoverage(lines) };
    }

    private static TestCounts Jest(List<string> lines) => Worded(lines, JestTests());

    private static TestCounts Vitest(List<string> lines) => Worded(lines, VitestTests());

    private static TestCounts NodeTest(List<string> lines)
    {
        // Workspaces print one summary after the other.
        var counts = new TestCounts();
        foreach (var match in lines.Select(l => NodeSummary().Match(l)).Where(m => m.Success))
        {
            var number = Number(match.Groups[2].Value);
            counts += match.Groups[1].Value switch
            {
                "pass" => new TestCounts(Passed: number),
                "fail" or "cancelled" => new TestCounts(Failed: number),
                _ => new TestCounts(Skipped: number),
            };
        }

        return counts;
    }

    private static TestCounts Mocha(List<string> lines)
    {
        var counts = new TestCounts();
        foreach (var match in lines.Select(l => MochaSummary().Match(l)).Where(m => m.Success))
        {
            var number = Number(match.Groups[1].Value);
            counts += match.Groups[2].Value switch
            {
                "passing" => new TestCounts(Passed: number),
                "failing" => new TestCounts(Failed: number),
                _ => new TestCounts(Skipped: number),
            };
        }

        return counts;
    }

    private static TestCounts Tap(List<string> lines)
    {
        var counts = new TestCounts();
        foreach (var match in lines.Select(l => TapResult().Match(l)).Where(m => m.Success))
        {
            counts += match.Groups[2].Success ? new TestCounts(Skipped: 1)
                : match.Groups[1].Success ? new TestCounts(Failed: 1)
                : new TestCounts(Passed: 1);
        }

        return counts;
    }

    private static TestCounts Pytest(List<string> lines)
    {
        // A module that cannot be imported is an error too, but not a test.
        var counts = Worded(lines, PytestSummary(), errorsAreTests: !lines.Any(l => PytestCollectionError().IsMatch(l)));
        var total = lines.Select(l => PytestCoverage().Match(l)).LastOrDefault(m => m.Success);
        return counts with { CoveragePercent = total is null ? null : Percent(total.Groups[1].Value) };
    }

    private static TestCounts Unittest(List<string> lines)
    {
        var ran = lines.Select(l => UnittestRan().Match(l)).LastOrDefault(m => m.Success);
        if (ran is null)
        {
            return new TestCounts();
        }

        var end = lines.LastOrDefault(l => UnittestEnd().IsMatch(l)) ?? string.Empty;
        int Count(string word) => Regex.Match(end, $@"\b{word}=(\d{{1,7}})") is { Success: true } m ? Number(m.Groups[1].Value) : 0;
        var notLoaded = lines.Count(l => UnittestNotLoaded().IsMatch(l));
        var failed = Math.Max(Count("failures") + Count("errors") + Count("unexpected successes") - notLoaded, 0);
        var skipped = Count("skipped");
        return new TestCounts(Math.Max(Number(ran.Groups[1].Value) - failed - skipped - notLoaded, 0), failed, skipped) { NotCollected = notLoaded };
    }

    /// <summary>Surefire sums up each module after its classes, whose lines look alike but name the class.</summary>
    private static TestCounts Maven(List<string> lines)
    {
        var counts = new TestCounts();
        foreach (var match in lines.Select(l => MavenSummary().Match(l)).Where(m => m.Success))
        {
            var (failed, skipped) = (Number(match.Groups["failed"].Value) + Number(match.Groups["errors"].Value), Number(match.Groups["skipped"].Value));
            counts += new TestCounts(Math.Max(Number(match.Groups["run"].Value) - failed - skipped, 0), failed, skipped);
        }

        return counts;
    }

    private static TestCounts Go(List<string> lines)
    {
        var counts = new TestCounts();
        foreach (var match in lines.Select(l => GoResult().Match(l)).Where(m => m.Success))
        {
            counts += match.Groups[1].Value switch
            {
                "PASS" => new TestCounts(Passed: 1),
                "FAIL" => new TestCounts(Failed: 1),
                _ => new TestCounts(Skipped: 1),
            };
        }

        // Each package reports its own coverage. They have equal weight, because sizes are not reported.
        var coverages = lines.Select(l => GoCoverage().Match(l)).Where(m => m.Success).Select(m => Percent(m.Groups[1].Value)).OfType<double>().ToList();
        return counts with { CoveragePercent = coverages.Count > 0 ? Math.Round(coverages.Average(), 2) : null };
    }

    private static TestCounts DotNet(List<string> lines)
    {
        Func<List<string>, TestCounts>[] formats = [l => Sum(l, DotNetSummary()), l => Sum(l, DotNetTerminalSummary()), TestingPlatform];
        var counts = formats.Select(format => format(lines)).FirstOrDefault(c => c.Any) ?? new TestCounts();
        var total = lines.Select(l => CoverletTotal().Match(l)).LastOrDefault(m => m.Success);
        return counts with { CoveragePercent = total is null ? null : Percent(total.Groups[1].Value) };
    }

    /// <summary>Microsoft.Testing.Platform's summary has a line for each number, under those of what failed: https://learn.microsoft.com/dotnet/core/tools/dotnet-test-mtp</summary>
    private static TestCounts TestingPlatform(List<string> lines)
    {
        var heading = lines.FindLastIndex(l => l.StartsWith("Test run summary:", StringComparison.Ordinal));
        return heading < 0 ? new TestCounts() : Sum(lines[heading..], TestingPlatformCount());
    }

    /// <summary>Sums all lines that name their numbers with groups.</summary>
    private static TestCounts Sum(List<string> lines, Regex pattern) => lines.Select(l => pattern.Match(l)).Where(m => m.Success).Aggregate(
        new TestCounts(),
        (sum, m) => sum + new TestCounts(Number(m.Groups["passed"].Value), Number(m.Groups["failed"].Value), Number(m.Groups["skipped"].Value)));

    /// <summary>Adds up <c>1 failed, 2 passed</c> of all lines that match: a script can run one runner after the other.</summary>
    private static TestCounts Worded(List<string> lines, Regex pattern, bool errorsAreTests = true)
    {
        var counts = new TestCounts();
        foreach (var match in lines.Where(l => pattern.IsMatch(l)).SelectMany(l => CountedWord().Matches(l)))
        {
            var number = Number(match.Groups[1].Value);
            counts += match.Groups[2].Value switch
            {
                "passed" or "xpassed" => new TestCounts(Passed: number),
                "error" or "errors" when !errorsAreTests => new TestCounts { NotCollected = number },
                "failed" or "error" or "errors" => new TestCounts(Failed: number),
                _ => new TestCounts(Skipped: number),
            };
        }

        return counts;
    }

    private static double? IstanbulCoverage(List<string> lines) =>
        lines.Select(l => IstanbulTotal().Match(l)).LastOrDefault(m => m.Success) is { } total ? Percent(total.Groups[1].Value) : null;

    private static double? NodeCoverage(List<string> lines) =>
        lines.Select(l => NodeCoverageTotal().Match(l)).LastOrDefault(m => m.Success) is { } total ? Percent(total.Groups[1].Value) : null;

    private static int Number(string digits) => int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static double? Percent(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent) && percent is >= 0 and <= 100 ? percent : null;

    [GeneratedRegex(@"^Tests:\s+(?:\d{1,7} \w+, ){0,5}\d{1,7} total", RegexOptions.CultureInvariant)]
    private static partial Regex JestTests();

    [GeneratedRegex(@"^\s*Tests  (?:\d{1,7} \w+ \| ){0,5}\d{1,7} \w+ \(\d{1,7}\)", RegexOptions.CultureInvariant)]
    private static partial Regex VitestTests();

    [GeneratedRegex(@"\b(\d{1,7}) (passed|failed|skipped|todo|pending|deselected|xfailed|xpassed|errors?)\b", RegexOptions.CultureInvariant)]
    private static partial Regex CountedWord();

    [GeneratedRegex(@"^(?:#|ℹ) (pass|fail|cancelled|skipped|todo) (\d{1,7})$", RegexOptions.CultureInvariant)]
    private static partial Regex NodeSummary();

    [GeneratedRegex(@"^\s{1,4}(\d{1,7}) (passing|failing|pending)\b", RegexOptions.CultureInvariant)]
    private static partial Regex MochaSummary();

    [GeneratedRegex(@"^(not )?ok \d{1,7}\b(?:.*# (?i:(SKIP|TODO)))?", RegexOptions.CultureInvariant)]
    private static partial Regex TapResult();

    [GeneratedRegex(@"^(?:=+ )?(?:\d{1,7} (?:subtests )?\w+(?:, |(?= in ))){1,10}\s?in [\d.]{1,12}s", RegexOptions.CultureInvariant)]
    private static partial Regex PytestSummary();

    [GeneratedRegex(@"^(?:_+ )?ERROR collecting |^!+ .{0,40}\berrors? during collection !+$|^=* ?no tests collected, \d", RegexOptions.CultureInvariant)]
    private static partial Regex PytestCollectionError();

    [GeneratedRegex(@"^ERROR: .{1,200}\bunittest\.loader\._FailedTest\b", RegexOptions.CultureInvariant)]
    private static partial Regex UnittestNotLoaded();

    [GeneratedRegex(@"^(?:\[\w+\] )?Tests run: (?<run>\d{1,7}), Failures: (?<failed>\d{1,7}), Errors: (?<errors>\d{1,7}), Skipped: (?<skipped>\d{1,7})$", RegexOptions.CultureInvariant)]
    private static partial Regex MavenSummary();

    [GeneratedRegex(@"^TOTAL\s.*\s([\d.]{1,6})%", RegexOptions.CultureInvariant)]
    private static partial Regex PytestCoverage();

    [GeneratedRegex(@"^Ran (\d{1,7}) tests? in ", RegexOptions.CultureInvariant)]
    private static partial Regex UnittestRan();

    [GeneratedRegex(@"^(?:OK|FAILED)(?: \(|$)", RegexOptions.CultureInvariant)]
    private static partial Regex UnittestEnd();

    [GeneratedRegex(@"^test result: \w+\. (?<passed>\d{1,7}) passed; (?<failed>\d{1,7}) failed; (?<skipped>\d{1,7}) ignored;", RegexOptions.CultureInvariant)]
    private static partial Regex CargoResult();

    [GeneratedRegex(@"^\s{0,40}--- (PASS|FAIL|SKIP): ", RegexOptions.CultureInvariant)]
    private static partial Regex GoResult();

    [GeneratedRegex(@"^(?:ok\s.*)?\s*coverage: ([\d.]{1,6})% of statements", RegexOptions.CultureInvariant)]
    private static partial Regex GoCoverage();

    [GeneratedRegex(@"^\s*(?:Passed|Failed|Skipped)!\s+- Failed:\s+(?<failed>\d{1,7}), Passed:\s+(?<passed>\d{1,7}), Skipped:\s+(?<skipped>\d{1,7}),", RegexOptions.CultureInvariant)]
    private static partial Regex DotNetSummary();

    [GeneratedRegex(@"^\s*Test summary: total: \d{1,7}, failed: (?<failed>\d{1,7}), succeeded: (?<passed>\d{1,7}), skipped: (?<skipped>\d{1,7}),", RegexOptions.CultureInvariant)]
    private static partial Regex DotNetTerminalSummary();

    [GeneratedRegex(@"^  (?:failed: (?<failed>\d{1,7})|succeeded: (?<passed>\d{1,7})|skipped: (?<skipped>\d{1,7}))$", RegexOptions.CultureInvariant)]
    private static partial Regex TestingPlatformCount();

    [GeneratedRegex(@"^\|\s{1,20}Total\s{1,20}\|\s{1,20}([\d.]{1,6})%", RegexOptions.CultureInvariant)]
    private static partial Regex CoverletTotal();

    [GeneratedRegex(@"^All files\s*\|(?:\s*[\d.]{1,6}\s*\|){3}\s*([\d.]{1,6})\s*\|", RegexOptions.CultureInvariant)]
    private static partial Regex IstanbulTotal();

    [GeneratedRegex(@"^(?:#|ℹ) all files\s*\|\s*([\d.]{1,6})\s*\|", RegexOptions.CultureInvariant)]
    private static partial Regex NodeCoverageTotal();
}
