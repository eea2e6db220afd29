using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;

namespace EmbeddedTemporal.Storage;

/// <summary>Prepared commands whose parameters are set in the order in which the statement names them first.</summary>
internal static partial class SqliteCommands
{
    /// <summary>A prepared command. It ends with its connection; dispose of one that is used once.</summary>
    public static SqliteCommand Prepare(this SqliteConnection connection, string sql)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var name in Parameter().Matches(sql).Select(m => m.Value).Distinct())
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = name });
        }

        command.Prepare();
        return command;
    }

    /// <summary>Runs statements that take no values and return no rows.</summary>
    public static void Execute(this SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Sets the parameters and runs a statement that returns no rows.</summary>
    /// <returns>How many rows it changed.</returns>
    public static int Run(this SqliteCommand command, params ReadOnlySpan<object?> values) => command.With(values).ExecuteNonQuery();

    /// <summary>Sets the parameters and reads the rows; dispose of the reader before the command runs again.</summary>
    public static SqliteDataReader Read(this SqliteCommand command, params ReadOnlySpan<object?> values) => command.With(values).ExecuteReader();

    /// <summary>The first column of the first row as an integer; 0 without a row.</summary>
    public static long ReadInteger(this SqliteCommand command, params ReadOnlySpan<object?> values) => command.With(values).ExecuteScalar() is long number ? number : 0;

    /// <summary>The bytes of a column.</summary>
    public static byte[] GetBlob(this SqliteDataReader row, int column) => row.GetFieldValue<byte[]>(column);

    private static SqliteCommand With(this SqliteCommand command, ReadOnlySpan<object?> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }

        return command;
    }

    [GeneratedRegex(@"\$\w+")]
    private static partial Regex Parameter();
}
