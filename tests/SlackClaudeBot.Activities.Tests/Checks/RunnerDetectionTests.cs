using SlackClaudeBot.Activities.Checks;

namespace SlackClaudeBot.Activities.Tests.Checks;

public sealed class RunnerDetectionTests
{
    [Theory]
    [InlineData("npm", """{"scripts":{"test":"node --test"}}""", "package.json")]
    [InlineData(null, """{"scripts":{"test":"echo \"Error: no test specified\" && exit 1"}}""", "package.json")]
    [InlineData(null, """{"scripts":["test"]}""", "package.json")]
    [InlineData(null, "{broken", "package.json")]
    [InlineData("cargo", """{"scripts":{}}""", "package.json", "Cargo.toml")]
    [InlineData("go", null, "go.mod")]
    [InlineData("dotnet", null, "App.sln")]
    [InlineData("dotnet", null, "src/App.csproj")]
    [InlineData(null, null, "src/A.csproj", "src/B.csproj")]
    [InlineData("pytest", null, "pytest.ini")]
    [InlineData("pytest", null, "tests/test_cart.py")]
    [InlineData(null, null, "README.md", "latest_news.py")]
    public void Finds_the_runner(string? expected, string? package, params string[] files) =>
        Assert.Equal(expected, RunnerDetection.Detect(files, package)?.Name);

    /// <summary>VSTest has options that Microsoft.Testing.Platform refuses, and the other way round.</summary>
    [Theory]
    [InlineData("dotnet test", "App.sln")]
    [InlineData("dotnet test src/App.csproj", "src/App.csproj")]
    public void Asks_NET_in_words_that_both_of_its_runners_take(string expected, string file) =>
        Assert.Equal(expected, string.Join(' ', RunnerDetection.Detect([file], null)!.Command));

    [Theory]
    [InlineData("npm ci", "package-lock.json")]
    [InlineData("npm ci", "npm-shrinkwrap.json")]
    [InlineData("npm install", "index.js")]
    [InlineData(null, "node_modules/jest")]
    public void Installs_what_a_package_needs(string? expected, string beside)
    {
        var runner = RunnerDetection.Detect(["package.json", beside], """{"scripts":{"test":"jest"},"devDependencies":{"jest":"29"}}""");

        Assert.Equal(expected, runner!.Install is { } install ? string.Join(' ', install.Take(2)) : null);
    }

    /// <summary>What the tests leave in the repository is committed with the next attempt.</summary>
    [Theory]
    [InlineData(true, "index.js")]
    [InlineData(false, "package-lock.json")]
    public void Writes_no_lock_file_where_there_was_none(bool refrains, string beside)
    {
        var runner = RunnerDetection.Detect(["package.json", beside], """{"scripts":{"test":"jest"},"devDependencies":{"jest":"29"}}""");

        Assert.Equal(refrains, runner!.Install!.Contains("--no-package-lock"));
    }
}
