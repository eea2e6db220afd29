using System.Globalization;
using EmbeddedTemporal.Storage;
using EmbeddedTemporal.Tests.Driving;

namespace EmbeddedTemporal.Tests.Damages;

/// <summary>
/// Whatever happens to the files, the service starts with everything that it acknowledged, refuses to start, or sets damaged runs aside; always
/// with words. <c>STORAGE_DAMAGES</c> says how many damages are tried for each test, <c>STORAGE_DAMAGES_SEED</c> which is the first.
/// </summary>
[Trait("Category", "Crash")]
public sealed class RandomDamageTests : IAsyncLifetime
{
    private const int ShownProblems = 10;

    private static readonly int _damages = Setting("STORAGE_DAMAGES") ?? 80;
    private static readonly int _seed = Setting("STORAGE_DAMAGES_SEED") ?? Environment.TickCount;

    private readonly string _folder = Directory.CreateTempSubdirectory("embedded-temporal-damage-").FullName;
    private readonly List<string> _problems = [];
    private TestService _service = null!;
    private Contents _acknowledged = null!;
    private (int Refused, int SetAside, int Whole) _ends;

    private string Original => Path.Combine(_folder, "original");

    private string Database => Path.Combine(_folder, "damaged", "temporal.db");

    public async ValueTask InitializeAsync() => _service = await AcknowledgedWork.StartServiceAsync();

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_damage_is_silent(bool isStopped)
    {
        if (isStopped)
        {
            await _service.StopAsync();
        }

        Files.CopyFolder(Path.GetDirectoryName(_service.DatabasePath)!, Original);
        await TryAllAsync(static _ => { });
    }

    [Fact]
    public async Task No_damage_of_a_backup_is_silent()
    {
        Directory.CreateDirectory(Original);
        await _service.Server.BackupAsync(Path.Combine(Original, "backup.db"));
        await TryAllAsync(folder => EmbeddedTemporalServer.Restore(Path.Combine(folder, "backup.db"), Path.Combine(folder, "temporal.db")));
    }

    /// <summary>Tries damages, each on the same files.</summary>
    /// <param name="open">What is done with the damaged files before the service starts from them.</param>
    private async Task TryAllAsync(Action<string> open)
    {
        var files = new StoredFiles(Original);
        files.WriteTo(Path.GetDirectoryName(Database)!);
        open(Path.GetDirectoryName(Database)!);
        _acknowledged = (await Contents.ReadAsync(Database)).Contents;
        for (var seed = _seed; seed < _seed + _damages && _problems.Count < ShownProblems; seed++)
        {
            files.WriteTo(Path.GetDirectoryName(Database)!);
            var damage = Damage.Do(Path.GetDirectoryName(Database)!, new Random(seed));
            await ExamineAsync($"Seed {seed}: {damage}", open);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{_ends.Refused} refused, {_ends.SetAside} set aside, {_ends.Whole} whole");
        Assert.True(_problems.Count == 0, string.Join('\n', _problems));
    }

    private async Task ExamineAsync(string damage, Action<string> open)
    {
        try
        {
            open(Path.GetDirectoryName(Database)!);
            var (contents, damaged) = await Contents.ReadAsync(Database, _acknowledged);
            _ = damaged.Count > 0 ? _ends.SetAside++ : _ends.Whole++;
            var losses = contents.Losses(_acknowledged, damaged).ToList();
            if (losses.Count > 0)
            {
                _problems.Add($"{damage}. {damaged.Count} set aside, {losses.Count} losses: {losses[0]}");
            }
        }
        catch (DatabaseException e)
        {
            _ends.Refused++;
            if (!e.Message.Contains("backup", StringComparison.Ordinal) || !e.Message.Contains(".db", StringComparison.Ordinal))
            {
                _problems.Add($"{damage}. Refused without a remedy: {e.Message}");
            }
        }
        catch (Exception e)
        {
            _problems.Add($"{damage}. {e}");
        }
    }

    private static int? Setting(string name) => int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : null;
}
