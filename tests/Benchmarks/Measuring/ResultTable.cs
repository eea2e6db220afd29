using System.Globalization;
using Spectre.Console;

namespace Benchmarks.Measuring;

/// <summary>Results in rows and columns, the same look for all benchmarks.</summary>
/// <param name="title">The name of the measurement.</param>
/// <param name="columns">The first is a row's name.</param>
internal sealed class ResultTable(string title, params string[] columns)
{
    private readonly List<string[]> _rows = [];

    /// <summary>Said below the table: how the numbers came about.</summary>
    public required string Note { get; init; }

    public void Add(params string[] cells) => _rows.Add(cells);

    /// <summary>Prints it as Markdown, to be read here or pasted there.</summary>
    public void Print()
    {
        var table = new Table().Border(TableBorder.Markdown);
        foreach (var (column, index) in columns.Select((c, i) => (c, i)))
        {
            table.AddColumn(index == 0 ? new TableColumn(Markup.Escape(column)) : new TableColumn(Markup.Escape(column)).RightAligned());
        }

        foreach (var row in _rows)
        {
            table.AddRow([.. row.Select(Markup.Escape)]);
        }

        Console.WriteLine($"{Environment.NewLine}{title}");
        AnsiConsole.Write(table);
        Console.WriteLine($"{Note}{Environment.NewLine}");
    }

    public static string Milliseconds(double value) => string.Create(CultureInfo.InvariantCulture, $"{value:N1} ms");

    public static string Seconds(double value) => string.Create(CultureInfo.InvariantCulture, $"{value:N2} s");

    public static string PerSecond(double value) => string.Create(CultureInfo.InvariantCulture, $"{value:N0}/s");

    public static string Megabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:N0} MB");

    public static string Times(double value) => string.Create(CultureInfo.InvariantCulture, $"{value:N1} ×");
}
