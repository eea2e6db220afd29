using System.Security.Cryptography;
using System.Text;

namespace SlackClaudeBot.Activities.Sandboxes;

/// <summary>The name of the sandbox in which a task's tests run. No task has such an id: those begin with a hexadecimal number.</summary>
public static class TestsSandbox
{
    private const string Prefix = "tests-";
    private const int MaxLength = 64;

    /// <summary>The name, in the form of a task id.</summary>
    public static string NameFor(string taskId) => taskId.Length <= MaxLength - Prefix.Length
        ? Prefix + taskId
        : Prefix + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(taskId)))[..40];
}
