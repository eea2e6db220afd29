namespace EmbeddedTemporal.Tests.Driving;

/// <summary>Damages a database's files as a failing disk does.</summary>
internal static class Damage
{
    private static readonly string[] _files = ["", "-wal", "-shm", "-commits"];

    /// <summary>Flips bits of a file, cuts it short, or removes it.</summary>
    /// <returns>What was done, for messages.</returns>
    public static string Do(string database, Random random)
    {
        var file = database + _files[random.Next(10) switch { < 4 => 0, < 8 => 1, 8 => 2, _ => 3 }];
        if (!File.Exists(file) || new FileInfo(file).Length == 0)
        {
            file = database;
        }

        switch (random.Next(10))
        {
            case 0:
                File.Delete(file);
                return $"{Path.GetFileName(file)} removed";
            case 1 or 2:
                var length = random.NextInt64(new FileInfo(file).Length);
                using (var cut = new FileStream(file, FileMode.Open, FileAccess.Write))
                {
                    cut.SetLength(length);
                }

                return $"{Path.GetFileName(file)} cut to {length}";
            default:
                var bytes = File.ReadAllBytes(file);
                var at = random.Next(bytes.Length);
                var count = random.Next(3) == 0 ? random.Next(1, 600) : 1;
                for (var i = at; i < Math.Min(at + count, bytes.Length); i++)
                {
                    bytes[i] ^= (byte)(count == 1 ? 1 << random.Next(8) : random.Next(1, 256));
                }

                File.WriteAllBytes(file, bytes);
                return $"{count} bytes from {at} of {Path.GetFileName(file)} changed";
        }
    }
}
