using SlackClaudeBot.Activities.Checks;
using SlackClaudeBot.Activities.Checks.Reports;

namespace SlackClaudeBot.Activities.Tests.Checks;

public sealed class TestOutputParserTests
{
    /// <summary>Recorded output of the runners; the Go and pytest lines follow their manuals.</summary>
    [Theory]
    [InlineData("npm", "node-tap.txt", 2, 1, 2, null)]
    [InlineData("npm", "node-spec.txt", 2, 1, 2, 100.0)]
    [InlineData("npm", "node-coverage.txt", 2, 1, 2, 100.0)]
    [InlineData("npm", "jest.txt", 1, 1, 2, 0.0)]
    [InlineData("npm", "mocha.txt", 1, 1, 1, null)]
    [InlineData("npm", "vitest-colours.txt", 1, 1, 1, null)]
    [InlineData("cargo", "cargo.txt", 2, 1, 1, null)]
    [InlineData("unittest", "unittest.txt", 1, 1, 1, null)]
    [InlineData("dotnet", "dotnet-platform.txt", 2, 1, 1, null)]
    public void Reads_a_recorded_output(string runner, string sample, int passed, int failed, int skipped, double? coverage)
    {
        var counts = TestOutputParser.Parse(runner, PlainText.Strip(Sample(sample)));

        Assert.Equal(new TestCounts(passed, failed, skipped, coverage), counts);
    }

    [Theory]
    [InlineData("pytest", "F.s\n1 failed, 2 passed, 1 skipped in 0.12s\n", 2, 1, 1, null)]
    [InlineData("pytest", "==== 1 failed, 2 passed, 1 xfailed, 1 error in 62.12s (0:01:02) ====\n", 2, 2, 1, null)]
    [InlineData("pytest", "Name  Stmts  Miss  Cover\nTOTAL    10      2    80%\n3 passed in 0.10s\n", 3, 0, 0, 80.0)]
    [InlineData("pytest", "7 passed, 13 subtests passed in 0.11s\n", 7, 0, 0, null)]
    [InlineData("pytest", "no tests ran in 0.01s\n", 0, 0, 0, null)]
    [InlineData("go", "=== RUN   TestA\n--- PASS: TestA (0.00s)\n    --- FAIL: TestB/sub (0.00s)\n--- SKIP: TestC (0.00s)\ncoverage: 50.0% of statements\nok  \texample.com/a\t0.1s\tcoverage: 75.0% of statements\n", 1, 1, 1, 62.5)]
    [InlineData("dotnet", "Failed!  - Failed:     1, Passed:     4, Skipped:     2, Total:     7, Duration: 1 s - A.dll (net10.0)\nPassed!  - Failed:     0, Passed:     3, Skipped:     0, Total:     3, Duration: 1 s - B.dll\n", 7, 1, 2, null)]
    [InlineData("dotnet", "Test summary: total: 6, failed: 1, succeeded: 4, skipped: 1, duration: 1.2s\n", 4, 1, 1, null)]
    [InlineData("dotnet", "Passed!  - Failed:     0, Passed:     3, Skipped:     0, Total:     3, Duration: 1 s - B.dll\n| Module | Line | Branch | Method |\n| B       | 80% | 50% | 75% |\n| Total   | 83.33% | 50%    | 75% |\n", 3, 0, 0, 83.33)]
    [InlineData("npm", "Tests:       2 failed, 1 passed, 3 total\nTests:       7 passed, 7 total\n", 8, 2, 0, null)]
    [InlineData("maven", "[INFO] Tests run: 2, Failures: 1, Errors: 0, Skipped: 0, Time elapsed: 0.1 s -- in a.ATest\n[ERROR] Tests run: 2, Failures: 1, Errors: 0, Skipped: 0\n", 1, 1, 0, null)]
    [InlineData("npm", "ok 1 - a\nnot ok 2 - b\nok 3 - c # skip not now\n1..3\n", 1, 1, 1, null)]
    public void Reads_a_summary(string runner, string output, int passed, int failed, int skipped, double? coverage) =>
        Assert.Equal(new TestCounts(passed, failed, skipped, coverage), TestOutputParser.Parse(runner, output));

    [Theory]
    [InlineData("pytest", "____ ERROR collecting test_app.py ____\nE   ModuleNotFoundError: No module named 'flask'\n!!!!!!! Interrupted: 1 error during collection !!!!!!!\n1 error in 0.12s\n", 0, 0, 1)]
    [InlineData("unittest", "ERROR: test_app (unittest.loader._FailedTest.test_app)\nRan 3 tests in 0.1s\nFAILED (failures=1, errors=1)\n", 1, 1, 1)]
    public void A_module_that_cannot_be_loaded_is_not_a_failed_test(string runner, string output, int passed, int failed, int notCollected)
    {
        var counts = TestOutputParser.Parse(runner, output);

        Assert.Equal((passed, failed, notCollected), (counts.Passed, counts.Failed, counts.NotCollected));
    }

    [Theory]
    [InlineData("pytest.xml", """<testsuites><testsuite tests="4"><testcase name="a"/><testcase name="b"><failure>x</failure></testcase><testcase name="c"><skipped/></testcase><testcase name="d"><error message="failed on setup"/></testcase></testsuite></testsuites>""", 1, 2, 1, 0)]
    [InlineData("pytest.xml", """<testsuites><testsuite><testcase classname="" name="test_app"><error message="collection failure">ModuleNotFoundError</error></testcase></testsuite></testsuites>""", 0, 0, 0, 1)]
    [InlineData("a.trx", """<TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010"><ResultSummary outcome="Failed"><Counters total="7" executed="6" passed="4" failed="2" /></ResultSummary></TestRun>""", 4, 2, 1, 0)]
    [InlineData("jest.json", """{"numTotalTests":6,"numPassedTests":3,"numFailedTests":1,"numPendingTests":1,"numTodoTests":1,"numRuntimeErrorTestSuites":1}""", 3, 1, 2, 1)]
    public void Reads_a_report(string name, string report, int passed, int failed, int skipped, int notCollected) => Assert.Equal(
        new TestCounts(passed, failed, skipped) { NotCollected = notCollected }, ReportParser.Parse(name, new MemoryStream(System.Text.Encoding.UTF8.GetBytes(report))));

    [Theory]
    [InlineData("a.xml", "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><testsuite><testcase name='&a;'/></testsuite>")]
    [InlineData("a.xml", "<testsuite><testcase")]
    [InlineData("a.xml", "<html/>")]
    [InlineData("a.json", "{\"numTotalTests\":")]
    [InlineData("a.json", "[1]")]
    [InlineData("a.txt", "x")]
    public void A_file_that_is_not_a_report_is_ignored(string name, string report) =>
        Assert.Null(ReportParser.Parse(name, new MemoryStream(System.Text.Encoding.UTF8.GetBytes(report))));

    [Fact]
    public void Reads_gos_events_and_shows_its_plain_output()
    {
        const string events = """
            {"Action":"run","Package":"a","Test":"TestA"}
            {"Action":"output","Package":"a","Test":"TestA","Output":"--- PASS: TestA (0.00s)\n"}
            {"Action":"pass","Package":"a","Test":"TestA"}
            {"Action":"fail","Package":"a","Test":"TestB"}
            {"Action":"skip","Package":"a","Test":"TestC"}
            {"Action":"output","Package":"a","Output":"coverage: 50.0% of statements\n"}
            {"Action":"fail","Package":"a"}
            # a [build failed]
            """;

        var (counts, text) = GoEvents.Parse(events);

        Assert.Equal(new TestCounts(1, 1, 1, 50), counts);
        Assert.Equal("--- PASS: TestA (0.00s)\ncoverage: 50.0% of statements\n# a [build failed]\n", text);
    }

    [Theory]
    [InlineData("npm")]
    [InlineData("pytest")]
    [InlineData("cargo")]
    [InlineData("go")]
    [InlineData("dotnet")]
    [InlineData("unittest")]
    public void Survives_anything(string runner)
    {
        var random = new Random(4711);
        string[] pieces = ["# pass ", "99999999999999999999", " passed", ", ", "in 1s", "Tests: ", "test result: ok. ", "--- PASS: ", "\u001b[31m", "\n", "|", "%", "not ok ", "Ran ", "\uD800", "TOTAL "];
        for (var round = 0; round < 500; round++)
        {
            var text = string.Concat(Enumerable.Range(0, 200).Select(_ => pieces[random.Next(pieces.Length)]));
            var counts = TestOutputParser.Parse(runner, PlainText.Strip(text));
            Assert.True(counts.Passed >= 0 && counts.Failed >= 0 && counts.Skipped >= 0, text);
        }
    }

    [Fact]
    public void An_excerpt_begins_with_the_first_failure_and_fits()
    {
        var excerpt = TestExcerpt.Select(PlainText.Strip(Sample("node-tap.txt")), failed: true);

        Assert.StartsWith("not ok 2 - subtracts", excerpt, StringComparison.Ordinal);
        Assert.Contains("# fail 1", excerpt, StringComparison.Ordinal);
        Assert.StartsWith("failed B (11ms)", TestExcerpt.Select(PlainText.Strip(Sample("dotnet-platform.txt")), failed: true), StringComparison.Ordinal);
        Assert.True(TestExcerpt.Select(new string('x', 100_000) + string.Join('\n', Enumerable.Repeat(new string('y', 500), 100)), failed: false).Length <= TestExcerpt.MaxLength);
    }

    [Fact]
    public void Colours_and_cursor_movements_are_removed() =>
        Assert.Equal("red bold\nnext title", PlainText.Strip("\u001b[31mred\u001b[0m \u001b[1;4mbold\u001b[K\rnext \u001b]0;window\u0007title"));

    [Fact]
    public void Endless_output_keeps_its_beginning_and_its_end()
    {
        var output = new TestOutput(maxHeadBytes: 10, maxTailBytes: 20);
        output.Write("beginning!"u8);
        for (var i = 0; i < 1_000; i++)
        {
            output.Write("0123456789abc"u8);
        }

        output.Write("the end"u8);

        var text = output.Text();

        Assert.StartsWith("beginning!\n… 12987 bytes are left out …\n", text, StringComparison.Ordinal);
        Assert.EndsWith("0123456789abcthe end", text, StringComparison.Ordinal);
    }

    private static string Sample(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Checks", "Samples", name));
}
