using SlackClaudeBot.Activities.Checks;

namespace SlackClaudeBot.Activities.Tests.Checks;

public sealed class TestOutputParserTests
{
    /// <summary>What the runners really printed; the Go and pytest lines follow their manuals.</summary>
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
        var counts = TestOutputParser.Parse(runner, PlainText.Of(Sample(sample)));

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
    [InlineData("npm", "ok 1 - a\nnot ok 2 - b\nok 3 - c # skip not now\n1..3\n", 1, 1, 1, null)]
    public void Reads_a_summary(string runner, string output, int passed, int failed, int skipped, double? coverage) =>
        Assert.Equal(new TestCounts(passed, failed, skipped, coverage), TestOutputParser.Parse(runner, output));

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
            var counts = TestOutputParser.Parse(runner, PlainText.Of(text));
            Assert.True(counts.Passed >= 0 && counts.Failed >= 0 && counts.Skipped >= 0, text);
        }
    }

    [Fact]
    public void An_excerpt_begins_with_the_first_failure_and_fits()
    {
        var excerpt = TestExcerpt.Of(PlainText.Of(Sample("node-tap.txt")), failed: true);

        Assert.StartsWith("not ok 2 - subtracts", excerpt, StringComparison.Ordinal);
        Assert.Contains("# fail 1", excerpt, StringComparison.Ordinal);
        Assert.StartsWith("failed B (11ms)", TestExcerpt.Of(PlainText.Of(Sample("dotnet-platform.txt")), failed: true), StringComparison.Ordinal);
        Assert.True(TestExcerpt.Of(new string('x', 100_000) + string.Join('\n', Enumerable.Repeat(new string('y', 500), 100)), failed: false).Length <= TestExcerpt.MaxLength);
    }

    [Fact]
    public void Colours_and_movements_are_taken_out() =>
        Assert.Equal("red bold\nnext title", PlainText.Of("\u001b[31mred\u001b[0m \u001b[1;4mbold\u001b[K\rnext \u001b]0;window\u0007title"));

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
