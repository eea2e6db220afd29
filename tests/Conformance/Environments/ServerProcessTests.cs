using System.Diagnostics;

namespace Conformance.Environments;

/// <summary>The process that an SDK starts and, in the end, kills.</summary>
[Trait("Category", "Conformance")]
public sealed class ServerProcessTests
{
    [Fact]
    public async Task Nothing_of_a_temporary_database_is_left_when_the_process_is_killed()
    {
        var folder = Directory.CreateTempSubdirectory("conformance-");
        try
        {
            var start = StartInfo("server", "start-dev", "--port", "0", "--log-level", "info", "--headless");
            start.Environment["TMPDIR"] = folder.FullName;
            using var process = Process.Start(start)!;
            while (await process.StandardOutput.ReadLineAsync() is not { } line || !line.StartsWith("Temporal listens on 127.0.0.1:", StringComparison.Ordinal))
            {
                Assert.False(process.HasExited);
            }

            process.Kill();
            await process.WaitForExitAsync();
            Assert.DoesNotContain(folder.EnumerateFileSystemInfos("*", SearchOption.AllDirectories), f => f.Name.Contains("temporal", StringComparison.Ordinal));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("--port must be a number from 0 to 65535, not '99999'.", "temporal", "--port", "99999")]
    [InlineData("--port must be a number from 0 to 65535, not 'abc'.", "temporal", "--port", "abc")]
    [InlineData("--port must be a number from 0 to 65535, not '-1'.", "temporal", "--port", "-1")]
    [InlineData("The port must be a number from 0 to 65535, not '70000'.", "70000")]
    [InlineData("--ip must be an IP address, not '300.1.1.1'.", "server", "start-dev", "--ip", "300.1.1.1")]
    [InlineData("--log-level must be debug, info, warn, error or never, not 'loud'.", "server", "start-dev", "--log-level", "loud")]
    [InlineData("--dynamic-config-value must be NAME=VALUE with a value in JSON, not 'limit.blobSize.error'.", "server", "start-dev", "--dynamic-config-value", "limit.blobSize.error")]
    [InlineData("--dynamic-config-value must be NAME=VALUE with a value in JSON, not 'a=b c'.", "temporal", "--dynamic-config-value", "a=b c")]
    [InlineData("--dynamic-config-value limit.blobSize.error must be a whole number from 1 to 2147483647, not 'true'.", "server", "start-dev", "--dynamic-config-value", "limit.blobSize.error=true")]
    [InlineData("--search-attribute must be Name=Type with a type of Text, Keyword, Int, Double, Bool, Datetime, KeywordList, not 'Number=Float'.", "server", "start-dev", "--search-attribute", "Number=Float")]
    [InlineData("The service cannot listen at 203.0.113.9:0: Cannot assign requested address.", "server", "start-dev", "--ip", "203.0.113.9", "--port", "0")]
    public async Task A_wrong_argument_gets_one_clear_line(string line, params string[] arguments)
    {
        using var process = Process.Start(StartInfo(arguments))!;
        var output = process.StandardOutput.ReadToEndAsync();
        Assert.Equal(line, (await process.StandardError.ReadToEndAsync()).Trim());
        Assert.Empty((await output).Trim());
        await process.WaitForExitAsync();
        Assert.Equal(arguments.Contains("203.0.113.9") ? 1 : 64, process.ExitCode);
    }

    private static ProcessStartInfo StartInfo(params string[] arguments) => new(Executable.Path, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
}
