using System.Text.RegularExpressions;

namespace SmtpAdmin.Cli.Tests.Docs;

/// <summary>docs/specifications.md says of each section what it has to, and the tests that it names exist.</summary>
public sealed partial class SpecificationsTests
{
    private const string Page = "docs/specifications.md";
    private const string Missing = "Missing: ";

    /// <summary>The rows of all tables, by line; their heads are left out.</summary>
    private static readonly (int Line, string[] Cells)[] Rows =
    [
        .. Repository.Read(Page).Split('\n')
            .Select((line, at) => (Line: at + 1, Text: line.Trim()))
            .Where(row => row.Text.StartsWith("| ", StringComparison.Ordinal) && !row.Text.StartsWith("| Section |", StringComparison.Ordinal))
            .Select(row => (row.Line, row.Text.Trim('|').Split(" | ", StringSplitOptions.TrimEntries))),
    ];

    [Fact]
    public void There_is_something_to_check() => Assert.True(Rows.Length > 100);

    [Fact]
    public void Every_row_has_a_section_a_matter_a_state_and_what_shows_it() =>
        Assert.Empty(Rows.Where(row => row.Cells.Length != 4 || row.Cells.Any(cell => cell.Length == 0)).Select(row => $"line {row.Line}: {row.Cells.Length} cells"));

    [Fact]
    public void What_is_held_has_a_test_and_what_is_not_says_what_is_missing() =>
        Assert.Empty(Rows.Where(row => !Fits(row.Cells[2], row.Cells[^1])).Select(row => $"line {row.Line}: {row.Cells[2]}, {row.Cells[^1]}"));

    [Fact]
    public void Every_test_that_is_named_exists()
    {
        var gone = NamedTest().Matches(Repository.Read(Page))
            .Where(name => !HasTest(name.Groups["file"].Value, name.Groups["test"].Value))
            .Select(name => name.Value).Distinct().ToList();
        Assert.True(gone.Count == 0, $"No such tests: {string.Join(", ", gone)}");
    }

    [Fact]
    public void Every_source_file_is_named_together_with_a_test() =>
        Assert.DoesNotContain(
            CodeSpan().Matches(Repository.Read(Page)).Select(span => span.Value),
            span => span.Contains(".cs", StringComparison.Ordinal) && !NamedTest().IsMatch(span));

    private static bool Fits(string state, string shown) =>
        (state, NamedTest().IsMatch(shown), shown.Contains(Missing, StringComparison.Ordinal)) is ("held", true, false) or ("partly", true, true) or ("not", _, true);

    /// <summary>A file of another project than Core's tests begins with that project's name.</summary>
    private static bool HasTest(string file, string test)
    {
        var path = Repository.PathOf(file.StartsWith("SmtpAdmin.", StringComparison.Ordinal) ? $"tests/{file}" : $"tests/SmtpAdmin.Core.Tests/{file}");
        return File.Exists(path) && Regex.IsMatch(File.ReadAllText(path), $@"\bpublic (async )?(Task|void) {test}\(");
    }

    [GeneratedRegex("`[^`]+`")]
    private static partial Regex CodeSpan();

    [GeneratedRegex(@"`(?<file>[\w./]+\.cs): (?<test>\w+)`")]
    private static partial Regex NamedTest();
}
