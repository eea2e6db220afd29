using EmbeddedTemporal.Storage;
using EmbeddedTemporal.Visibility;
using Microsoft.Extensions.Logging;

namespace EmbeddedTemporal;

/// <summary>The service's database, open for writing, reading and lists.</summary>
internal sealed class ServiceStores : IDisposable
{
    private ServiceStores(Database database, Quarantine quarantine, ILogger logger)
    {
        Database = database;
        Quarantine = quarantine;
        Log = new CommitLog(database, logger);
        Reader = new RunReader(database, quarantine);
        Visibility = new VisibilityStore(database, quarantine);
    }

    public Database Database { get; }

    public Quarantine Quarantine { get; }

    public CommitLog Log { get; }

    public RunReader Reader { get; }

    public VisibilityStore Visibility { get; }

    /// <exception cref="DatabaseException">The database cannot be used.</exception>
    public static ServiceStores Open(EmbeddedTemporalOptions options, ILogger logger)
    {
        var database = Database.Open(options.DatabasePath);
        try
        {
            return new ServiceStores(database, new Quarantine(logger, options.OnRunDamaged), logger);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Log.Dispose();
        Reader.Dispose();
        Visibility.Dispose();
        Database.Dispose();
    }
}
