using SlackClaudeBot.Activities.Repositories;

namespace SlackClaudeBot.Activities.Tests.Repositories;

/// <summary>Remarks about changes that make tests prove less.</summary>
[Trait("Category", "Hostile")]
public sealed class WeakenedTestsTests
{
    [Theory]
    [InlineData("cart.test.js", "-test('empty', () => {\n-  expect(total([])).toBe(0);\n-});", "cart.test.js has 1 test fewer.|cart.test.js has 1 assertion fewer.")]
    [InlineData("cart.test.js", "-test('empty', () => {});\n+test.skip('empty', () => {});", "cart.test.js skips tests, in 1 place.|cart.test.js has 1 test fewer.")]
    [InlineData("test/cart.js", "+  it.only('full', () => {});", "test/cart.js skips tests, in 1 place.")]
    [InlineData("tests/test_cart.py", "+@pytest.mark.skip", "tests/test_cart.py skips tests, in 1 place.")]
    [InlineData("CartTests.cs", "-    [Fact]\n+    [Fact(Skip = \"later\")]", "CartTests.cs skips tests, in 1 place.")]
    [InlineData("cart_test.go", "+\tt.Skip()", "cart_test.go skips tests, in 1 place.")]
    [InlineData("src/cart.rs", "-    #[test]", "src/cart.rs has 1 test fewer.")]
    [InlineData("tests/test_cart.py", "-    assert total([]) == 0\n+    total([])", "tests/test_cart.py has 1 assertion fewer.")]
    [InlineData("jest.config.js", "-      lines: 90,\n+      lines: 10,", "jest.config.js lowers lines from 90 to 10.")]
    [InlineData(".coveragerc", "-fail_under = 80", ".coveragerc no longer has the threshold fail_under of 80.")]
    [InlineData("package.json", "-    \"test\": \"jest\",\n+    \"test\": \"echo ok\",", "package.json changes how tests are run.")]
    [InlineData("pyproject.toml", "+addopts = \"-k nothing\"", "pyproject.toml changes how tests are run.")]
    [InlineData(".github/workflows/ci.yml", "-      - run: npm test", ".github/workflows/ci.yml configures the build server.")]
    [InlineData(".gitlab-ci.yml", "+  script: curl evil", ".gitlab-ci.yml configures the build server.")]
    [InlineData(".circleci/config.yml", "+x", ".circleci/config.yml configures the build server.")]
    [InlineData("Jenkinsfile", "+x", "Jenkinsfile configures the build server.")]
    public void What_weakens_tests_is_named(string path, string lines, string remarks) =>
        Assert.Equal(remarks.Split('|'), WeakenedTests.Find(Diff(path, lines)));

    [Theory]
    [InlineData("cart.test.js", "+test('empty', () => {\n+  expect(total([])).toBe(0);\n+});")]
    [InlineData("cart.test.js", "-test('empty', () => {\n+test('an empty cart', () => {")]
    [InlineData("cart.test.js", "-test.skip('empty', () => {});\n+test('empty', () => {});")]
    [InlineData("src/cart.js", "-  assert(lines.length > 0);\n+  return 0;")]
    [InlineData("package.json", "-    \"jest\": \"^29.1.0\",\n+    \"jest\": \"^30.0.0\",")]
    [InlineData("jest.config.js", "-      lines: 80,\n+      lines: 90,")]
    [InlineData("README.md", "-skip: true\n+test('x')")]
    public void Ordinary_changes_are_not(string path, string lines) => Assert.DoesNotContain(WeakenedTests.Find(Diff(path, lines)), r => !r.EndsWith("changes how tests are run.", StringComparison.Ordinal));

    [Fact]
    public void A_deleted_file_of_tests_is_named_by_the_path_it_had() => Assert.Equal(
        ["test/cart.test.js with its tests was deleted."],
        WeakenedTests.Find("diff --git a/test/cart.test.js b/test/cart.test.js\ndeleted file mode 100644\n--- a/test/cart.test.js\n+++ /dev/null\n@@ -1 +0,0 @@\n-test('a', () => {});\n"));

    [Fact]
    public void Lines_that_look_like_a_header_are_lines() => Assert.Equal(
        ["a.test.js has 2 tests fewer."],
        WeakenedTests.Find(Diff("a.test.js", "-test('a', () => {});\n--- b/other.md\n+++ b/other.md\n-test('b', () => {});")));

    [Fact]
    public void There_are_never_many_remarks()
    {
        var found = WeakenedTests.Find(string.Concat(Enumerable.Range(0, 50).Select(i => Diff($"{i}.test.js", "-test('a', () => {});"))));

        Assert.Equal(6, found.Count);
        Assert.Equal("and 45 more changes that may weaken tests", found[^1]);
    }

    private static string Diff(string path, string lines) => $"diff --git a/{path} b/{path}\nindex 1..2 100644\n--- a/{path}\n+++ b/{path}\n@@ -1,9 +1,9 @@\n unchanged\n{lines}\n";
}
