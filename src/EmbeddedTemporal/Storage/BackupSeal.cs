using System.IO.Hashing;

namespace EmbeddedTemporal.Storage;

/// <summary>
/// The last bytes of a backup: a checksum of all that is before them, so that a damaged backup is refused as a whole. SQLite ignores what
/// follows the last page of a file.
/// </summary>
internal static class BackupSeal
{
    private const int SumBytes = 16;

    private static ReadOnlySpan<byte> Magic => "whole v1"u8;

    /// <summary>Ends a file with its seal.</summary>
    public static void Append(FileStream file)
    {
        var sum = Sum(file, file.Length);
        file.Seek(0, SeekOrigin.End);
        file.Write(Magic);
        file.Write(sum);
    }

    /// <summary>Takes the seal away from a file.</summary>
    /// <returns>Whether the file is as it was sealed; if not, it is left as it is.</returns>
    public static bool TryRemove(FileStream file)
    {
        var length = file.Length - Magic.Length - SumBytes;
        if (length < 0)
        {
            return false;
        }

        Span<byte> seal = stackalloc byte[Magic.Length + SumBytes];
        file.Seek(length, SeekOrigin.Begin);
        file.ReadExactly(seal);
        if (!seal.StartsWith(Magic) || !seal[Magic.Length..].SequenceEqual(Sum(file, length)))
        {
            return false;
        }

        file.SetLength(length);
        return true;
    }

    private static byte[] Sum(FileStream file, long length)
    {
        var sum = new XxHash128();
        var buffer = new byte[1 << 20];
        file.Seek(0, SeekOrigin.Begin);
        while (length > 0)
        {
            var read = file.ReadAtLeast(buffer.AsSpan(0, (int)Math.Min(buffer.Length, length)), 1);
            sum.Append(buffer.AsSpan(0, read));
            length -= read;
        }

        return sum.GetCurrentHash();
    }
}
