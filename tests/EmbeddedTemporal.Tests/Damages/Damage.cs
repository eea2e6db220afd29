namespace EmbeddedTemporal.Tests.Damages;

/// <summary>Damages the files of a folder as failing disks and careless people do.</summary>
internal static class Damage
{
    private const int SectorBytes = 512;
    private const int PageBytes = 4096;

    /// <summary>Damages one file, or now and then two; something of what was stored is left.</summary>
    /// <returns>What was done, for messages.</returns>
    public static string Do(string folder, Random random)
    {
        var done = DoOne(folder, random);
        return random.Next(5) == 0 && Directory.GetFiles(folder).Count(f => new FileInfo(f).Length > 0) > 1 ? $"{done}, and {DoOne(folder, random)}" : done;
    }

    private static string DoOne(string folder, Random random)
    {
        var files = Directory.GetFiles(folder).Order(StringComparer.Ordinal).SelectMany(f => Enumerable.Repeat(f, Weight(f))).ToList();
        var file = files[random.Next(files.Count)];
        return $"{Path.GetFileName(file)} {DoOne(file, new FileInfo(file).Length, random)}";
    }

    /// <summary>Most is stored in the database and its log.</summary>
    private static int Weight(string file) => file.EndsWith(".db", StringComparison.Ordinal) || file.EndsWith("-wal", StringComparison.Ordinal) ? 4 : 1;

    private static string DoOne(string file, long length, Random random)
    {
        switch (random.Next(12))
        {
            case 0:
                File.Delete(file);
                return "removed";
            case 1 or 2:
                return Cut(file, (random.Next(3), length) switch { (0, _) or (_, 0) => 0, (1, > PageBytes) => random.NextInt64(length / PageBytes) * PageBytes, _ => random.NextInt64(length) });
            case 3:
                return Write(file, length, Garbage(random, random.Next(1, 2 * PageBytes)));
            case var _ when length == 0:
                return "left as it is";
            case 4 or 5:
                return Write(file, random.NextInt64(length) / SectorBytes * SectorBytes, new byte[SectorBytes * (random.Next(2) == 0 ? 1 : 8)]);
            case 6:
                return Misdirect(file, length, random);
            case 7 or 8:
                return Write(file, random.NextInt64(length), Garbage(random, random.Next(1, 600)));
            default:
                return Flip(file, random.NextInt64(length), random.Next(8));
        }
    }

    private static string Cut(string file, long length)
    {
        using var cut = new FileStream(file, FileMode.Open, FileAccess.Write);
        cut.SetLength(length);
        return $"cut to {length} bytes";
    }

    private static string Flip(string file, long at, int bit)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
        stream.Position = at;
        var flipped = (byte)(stream.ReadByte() ^ (1 << bit));
        stream.Position = at;
        stream.WriteByte(flipped);
        return $"has bit {bit} of byte {at} flipped";
    }

    /// <summary>A page was written where another one belongs.</summary>
    private static string Misdirect(string file, long length, Random random)
    {
        var (from, to) = (random.NextInt64(length) / PageBytes * PageBytes, random.NextInt64(length) / PageBytes * PageBytes);
        var page = new byte[Math.Min(PageBytes, length - Math.Max(from, to))];
        using (var stream = new FileStream(file, FileMode.Open, FileAccess.Read))
        {
            stream.Position = from;
            stream.ReadExactly(page);
        }

        Write(file, to, page);
        return $"has its page at {from} also at {to}";
    }

    private static string Write(string file, long at, byte[] bytes)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Write);
        stream.Position = at;
        stream.Write(bytes);
        return $"has {bytes.Length} other bytes from {at} on";
    }

    private static byte[] Garbage(Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }
}
