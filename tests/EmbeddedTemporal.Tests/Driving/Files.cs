using System.Diagnostics;

namespace EmbeddedTemporal.Tests.Driving;

/// <summary>Copies files that a service holds: .NET's own streams respect its lock, other programs do not.</summary>
internal static class Files
{
    public static void CopyFolder(string source, string target) => Copy("-a", "--", source, target);

    public static void CopyFile(string source, string target) => Copy("--", source, target);

    private static void Copy(params string[] arguments)
    {
        using var copy = Process.Start("cp", arguments);
        copy.WaitForExit();
        Assert.Equal(0, copy.ExitCode);
    }
}
