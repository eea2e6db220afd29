using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using SQLitePCL;

namespace EmbeddedTemporal.Storage;

/// <summary>Chooses the SQLite library: the distribution's own, which it patches, where there is one; else the bundled one.</summary>
internal static class SystemSqlite
{
    private static readonly Lazy<bool> _ready = new(Initialize);

    public static void Use() => _ = _ready.Value;

    private static bool Initialize()
    {
        try
        {
            var provider = AssemblyLoadContext.Default.LoadFromAssemblyName(new AssemblyName("SQLitePCLRaw.provider.e_sqlite3"));
            NativeLibrary.SetDllImportResolver(provider, Resolve);
        }
        catch (Exception e) when (e is FileNotFoundException or InvalidOperationException)
        {
            // Another provider is in use, or somebody has chosen the library before us.
        }

        Batteries_V2.Init();
        return true;
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) =>
        name == "e_sqlite3" && OperatingSystem.IsLinux() && NativeLibrary.TryLoad("libsqlite3.so.0", out var library) ? library : 0;
}
