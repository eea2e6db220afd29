namespace Octokit;

/// <summary>Paths under the API's address.</summary>
internal static class ApiPath
{
    /// <summary>Escapes every value, which must be neither empty nor able to climb: <c>.</c> and <c>..</c> are refused.</summary>
    internal static string Of(FormattableString path)
    {
        var values = path.GetArguments().Select(value => Segment(Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)));
        return string.Format(System.Globalization.CultureInfo.InvariantCulture, path.Format, [.. values]);
    }

    private static string Segment(string value)
    {
        if (string.IsNullOrWhiteSpace(value) || value is "." or "..")
            throw new ArgumentException($"'{value}' is no name of an owner, repository or the like.");

        return Uri.EscapeDataString(value);
    }
}
