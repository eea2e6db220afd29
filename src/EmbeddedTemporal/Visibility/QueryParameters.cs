using System.Globalization;
using Microsoft.Data.Sqlite;

namespace EmbeddedTemporal.Visibility;

/// <summary>Sets the parameters of statements that list queries are made into.</summary>
internal static class QueryParameters
{
    /// <summary>Sets the namespace, the values of the query that the statement names, and the rest by their names.</summary>
    public static SqliteCommand Set(this SqliteCommand command, string @namespace, ListQuery query, Func<string, object>? rest = null)
    {
        foreach (SqliteParameter parameter in command.Parameters)
        {
            var name = parameter.ParameterName;
            parameter.Value = name == "$namespace" ? @namespace
                : name.StartsWith("$v", StringComparison.Ordinal) ? query.Values[int.Parse(name.AsSpan(2), CultureInfo.InvariantCulture) - 1]
                : rest!(name);
        }

        return command;
    }
}
