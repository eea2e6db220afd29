using System.Text;
using Temporalio.Api.Failure.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>Failures that the service makes itself, and those of workers that are too large to keep.</summary>
internal static class Failures
{
    // A failure that is too large is cut to this size: the real service takes as much without a warning.
    private const int KeptBytes = 256 * 1024;

    // Room for what is not text.
    private const int Overhead = 1024;

    // A chain of causes that is longer has no news to tell.
    private const int MaxCauses = 20;

    /// <summary>A failure in the service's own name.</summary>
    public static Failure OfService(string message, bool nonRetryable) =>
        new() { Message = message, Source = "Server", ServerFailureInfo = new ServerFailureInfo { NonRetryable = nonRetryable } };

    /// <summary>The failure of an attempt whose heartbeat cannot be kept.</summary>
    public static Failure HeartbeatTooLarge() => OfService("Heartbeat details exceed size limit.", nonRetryable: true);

    /// <summary>The failure itself; if it is too large, one that says so, whose cause is the beginning of it.</summary>
    public static Failure Bounded(Failure failure, int limit)
    {
        if (failure.CalculateSize() <= limit)
        {
            return failure;
        }

        var bounded = OfService("Failure exceeds size limit.", failure.ApplicationFailureInfo?.NonRetryable ?? false);
        bounded.Cause = Cut(failure, Math.Min(KeptBytes, limit), MaxCauses);
        return bounded;
    }

    private static Failure? Cut(Failure? failure, int bytes, int depth)
    {
        if (failure is null || bytes < Overhead || depth == 0)
        {
            return null;
        }

        // The message says more than the stack, and the failure more than its cause.
        var cut = new Failure { Source = Cut(failure.Source, bytes / 8), Message = Cut(failure.Message, bytes / 2) };
        if (failure.ApplicationFailureInfo is { } application)
        {
            cut.ApplicationFailureInfo = new ApplicationFailureInfo { Type = Cut(application.Type, bytes / 8), NonRetryable = application.NonRetryable };
        }

        cut.StackTrace = Cut(failure.StackTrace, (bytes - cut.CalculateSize()) / 2);
        cut.Cause = Cut(failure.Cause, bytes - cut.CalculateSize() - Overhead, depth - 1);
        return cut;
    }

    /// <summary>As many characters from the beginning as fit into so many bytes.</summary>
    private static string Cut(string text, int bytes)
    {
        if (bytes <= 0)
        {
            return "";
        }

        if (Encoding.UTF8.GetByteCount(text) <= bytes)
        {
            return text;
        }

        Encoding.UTF8.GetEncoder().Convert(text, new byte[bytes], flush: false, out var characters, out _, out _);
        return text[..characters];
    }
}
