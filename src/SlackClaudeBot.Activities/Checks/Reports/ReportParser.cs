using System.Globalization;
using System.Text.Json;
using System.Xml;

namespace SlackClaudeBot.Activities.Checks.Reports;

/// <summary>
/// Reads the reports that runners write for machines. They come from the sandbox: no document type, no references, bounded sizes;
/// unreadable reports are ignored.
/// </summary>
internal static class ReportParser
{
    private const int MaxNumber = 10_000_000;

    private static readonly XmlReaderSettings _xml = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = 64 * 1024 * 1024,
        IgnoreComments = true,
    };

    /// <summary>The counts of one report, or null if the file is not a report.</summary>
    /// <param name="name">Its file name; the extension tells the format.</param>
    /// <param name="content">Its content.</param>
    public static TestCounts? Parse(string name, Stream content)
    {
        try
        {
            return Path.GetExtension(name).ToLowerInvariant() switch
            {
                ".trx" => ParseTrx(content),
                ".xml" => ParseJUnit(content),
                ".json" => ParseJest(content),
                _ => null,
            };
        }
        catch (Exception e) when (e is XmlException or JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>JUnit's XML, as pytest, vitest, Maven's surefire and Gradle write it. Every test case is counted: totals in attributes differ among writers.</summary>
    private static TestCounts? ParseJUnit(Stream content)
    {
        using var reader = XmlReader.Create(content, _xml);
        var (passed, failed, skipped, notCollected) = (0, 0, 0, 0);
        var (isJUnit, isInCase, state) = (false, false, State.Passed);
        while (reader.Read())
        {
            switch (reader.NodeType, reader.LocalName)
            {
                case (XmlNodeType.Element, "testsuite" or "testsuites"):
                    isJUnit = true;
                    break;
                case (XmlNodeType.Element, "testcase"):
                    (isInCase, state) = (true, State.Passed);
                    if (reader.IsEmptyElement)
                    {
                        Close();
                    }

                    break;
                case (XmlNodeType.Element, "failure") when isInCase:
                    state = State.Failed;
                    break;
                case (XmlNodeType.Element, "error") when isInCase:
                    // pytest reports a module that cannot be imported as a test case.
                    state = reader.GetAttribute("message") == "collection failure" ? State.NotCollected : State.Failed;
                    break;
                case (XmlNodeType.Element, "skipped") when isInCase:
                    state = State.Skipped;
                    break;
                case (XmlNodeType.EndElement, "testcase"):
                    Close();
                    break;
            }
        }

        return isJUnit ? new TestCounts(passed, failed, skipped) { NotCollected = notCollected } : null;

        void Close()
        {
            isInCase = false;
            (passed, failed, skipped, notCollected) = state switch
            {
                State.Failed => (passed, failed + 1, skipped, notCollected),
                State.Skipped => (passed, failed, skipped + 1, notCollected),
                State.NotCollected => (passed, failed, skipped, notCollected + 1),
                _ => (passed + 1, failed, skipped, notCollected),
            };
        }
    }

    /// <summary>VSTest's results: https://learn.microsoft.com/visualstudio/test/</summary>
    private static TestCounts? ParseTrx(Stream content)
    {
        using var reader = XmlReader.Create(content, _xml);
        while (reader.Read())
        {
            if (reader is { NodeType: XmlNodeType.Element, LocalName: "Counters" })
            {
                var (passed, failed) = (Attribute("passed"), Attribute("failed") + Attribute("error") + Attribute("timeout") + Attribute("aborted"));
                return new TestCounts(passed, failed, Math.Max(Attribute("total") - passed - failed, 0));
            }
        }

        return null;

        int Attribute(string attribute) => int.TryParse(reader.GetAttribute(attribute), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Math.Min(number, MaxNumber) : 0;
    }

    /// <summary>Jest's <c>--json</c>: https://jestjs.io/docs/cli#--json</summary>
    private static TestCounts? ParseJest(Stream content)
    {
        using var document = JsonDocument.Parse(content);
        var root = document.RootElement;
        return root.ValueKind == JsonValueKind.Object && root.TryGetProperty("numTotalTests", out _)
            ? new TestCounts(Number("numPassedTests"), Number("numFailedTests"), Number("numPendingTests") + Number("numTodoTests")) { NotCollected = Number("numRuntimeErrorTestSuites") }
            : null;

        int Number(string name) => root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? Math.Clamp(number, 0, MaxNumber) : 0;
    }

    private enum State
    {
        Passed,
        Failed,
        Skipped,
        NotCollected,
    }
}
