using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace SmtpAdmin.Core.Tests.Json;

public sealed class LocatedJsonReaderTests
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    [Fact]
    public void Comments_commas_behind_the_last_value_and_a_byte_order_mark_are_taken()
    {
        var root = Read("\uFEFF// of my own\n{ /* more */ \"a\": [1, \"b\",], \"c\": null, }\r\n", out var problems);
        Assert.Empty(problems);
        Assert.Equal([JsonValueKind.Number, JsonValueKind.String], root!["a"]!.Items.Select(item => item.Kind));
        Assert.Equal("b", root["a"]!.Items[1].Text);
        Assert.Equal(JsonValueKind.Null, root["c"]!.Kind);
        Assert.Null(root["d"]);
    }

    [Theory]
    [InlineData("", 1, 1, "nothing in it")]
    [InlineData("\n \n", 1, 1, "nothing in it")]
    [InlineData("{", 1, 2, "This is no JSON")]
    [InlineData("{\n  \"a\": 1\n  \"b\": 2\n}", 3, 3, "This is no JSON")]
    [InlineData("{\r\n  \"ä😀\": x\r\n}", 2, 10, "This is no JSON")] // a column is a UTF-16 unit, as in editors
    [InlineData("{ \"a\": 'b' }", 1, 8, "This is no JSON")]
    [InlineData("{ \"a\": \"b\nc\" }", 1, 10, "This is no JSON")]
    [InlineData("{} {}", 1, 4, "This is no JSON")]
    [InlineData("[1, 2", 1, 6, "This is no JSON")]
    [InlineData("{ \"a\": 1, \"b\": 2,\n  \"a\": 3 }", 2, 3, "'a' stands here twice")]
    [InlineData("[\n\"\\ud83d\"]", 2, 1, "half a character")]
    [InlineData("{ \"\\udc00\": 1 }", 1, 3, "half a character")]
    public void What_is_wrong_is_told_with_its_line_and_column(string text, int line, int column, string message)
    {
        Read(text, out var problems);
        var problem = Assert.Single(problems);
        Assert.Equal((line, column), (problem.Line, problem.Column));
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("BytePosition", problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("isFinalBlock", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_byte_order_mark_takes_no_column()
    {
        Read("\uFEFF{ x }", out var problems);
        Assert.Equal((1, 3), (problems[0].Line, problems[0].Column));
    }

    [Fact]
    public void What_is_not_utf_8_is_told_with_its_place()
    {
        Assert.Null(LocatedJsonReader.Read(new byte[] { (byte)'[', (byte)'\n', (byte)'"', 0xE4, (byte)'"', (byte)']' }, out var latin));
        Assert.Equal((2, 2), (latin.All()[0].Line, latin.All()[0].Column));
        Assert.Null(LocatedJsonReader.Read(Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("{}")).ToArray(), out var wide));
        Assert.Contains("UTF-16", Assert.Single(wide.All()).Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_that_is_too_deep_is_refused()
    {
        Assert.NotNull(Read(new string('[', 32) + new string(']', 32), out var problems));
        Assert.Empty(problems);
        Assert.Null(Read(new string('[', 100_000), out problems));
        Assert.Equal((1, 33), (Assert.Single(problems).Line, problems[0].Column));
    }

    [Fact]
    public void Problems_are_told_up_to_a_bound()
    {
        Read("{" + string.Concat(Enumerable.Repeat("\"a\":0,", 100_000)) + "}", out var problems);
        Assert.Equal(JsonProblems.Most + 1, problems.Count);
        Assert.Contains($"{99_999 - JsonProblems.Most} more", problems[^1].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"a\":{\"b\":1,\"b\":2}}", "a.b")]
    [InlineData("[{\"b\":1,\"b\":2}]", "[0].b")]
    [InlineData("{\"x y\":[0,{\"$b\":1,\"$b\":2}]}", "['x y'][1].$b")]
    [InlineData("{\"\":1,\"\":2}", "['']")]
    [InlineData("{\"\\u001b\":1,\"\\u001b\":2}", "['\uFFFD']")]
    public void A_problem_names_its_property(string text, string path)
    {
        Read(text, out var problems);
        Assert.Equal(path, Assert.Single(problems).Path);
    }

    [Fact]
    public void Any_octets_are_read_or_told()
    {
        var fragments = new[] { "{", "}", "[", "]", ",", ":", "\"", "\"a\"", "\\u", "\\ud800", "1", "-", "e9", "null", "tru", "//", "/*", "*/", "\n", "\r", "\uFEFF", "ä", "😀", "\u0000" };
        var gen = Gen.Elements(fragments).ArrayOf().Select(parts => Encoding.UTF8.GetBytes(string.Concat(parts)));
        Prop.ForAll(gen.ToArbitrary(), Check).QuickCheckThrowOnFailure();
        Prop.ForAll<byte[]>(Check).QuickCheckThrowOnFailure();

        static void Check(byte[] octets)
        {
            var root = LocatedJsonReader.Read(octets, out var problems);
            Assert.True(root is not null || problems.Count > 0);
            Assert.All(problems.All(), problem => Assert.True(problem is { Line: > 0, Column: > 0, Message.Length: > 0 }));
        }
    }

    [Fact]
    public void A_value_stands_where_its_octets_are() =>
        Prop.ForAll<int[], string[]>((numbers, texts) =>
        {
            var json = JsonSerializer.SerializeToUtf8Bytes(new { numbers, texts = texts.Select(text => text ?? "") }, Indented);
            var root = LocatedJsonReader.Read(json, out var problems)!;
            Assert.Equal(0, problems.Count);
            Assert.All(root["numbers"]!.Items.Zip(numbers), pair => Assert.Equal(
                pair.Second, JsonSerializer.Deserialize<int>(json.AsSpan(pair.First.Offset, json.AsSpan(pair.First.Offset).IndexOfAny(",\r\n ]"u8)))));
            Assert.All(root["texts"]!.Items, item => Assert.Equal((byte)'"', json[item.Offset]));
        }).QuickCheckThrowOnFailure();

    private static LocatedJson? Read(string text, out IReadOnlyList<JsonProblem> told)
    {
        var root = LocatedJsonReader.Read(Encoding.UTF8.GetBytes(text), out var problems);
        told = problems.All();
        return root;
    }
}
