namespace SlackClaudeBot.Activities.Checks.Runners;

/// <summary>Finds the builds of Maven and Gradle; modules belong to the outermost build around them.</summary>
internal static class JvmRunners
{
    public static IEnumerable<TestRunner> Find(RepositoryFiles files) =>
    [
        .. RepositoryFiles.Outermost(files.FoldersWith("pom.xml")).Select(folder => new TestRunner(
            TestRunner.Maven,
            folder,
            Language.Jvm,
            [files.Has(folder, "mvnw") ? "./mvnw" : "mvn", "--batch-mode", "--no-transfer-progress", "--fail-at-end", "test"])
        {
            ReportPatterns = ["*/target/surefire-reports/*.xml"],
        }),
        .. RepositoryFiles.Outermost(files.FoldersWith("settings.gradle", "settings.gradle.kts", "build.gradle", "build.gradle.kts")).Select(folder => new TestRunner(
            TestRunner.Gradle,
            folder,
            Language.Jvm,
            [files.Has(folder, "gradlew") ? "./gradlew" : "gradle", "--console=plain", "--continue", "test"])
        {
            ReportPatterns = ["*/build/test-results/*/*.xml"],
        }),
    ];
}
