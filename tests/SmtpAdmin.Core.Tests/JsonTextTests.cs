using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace SmtpAdmin.Core.Tests;

public sealed class JsonTextTests
{
    [Theory]
    [InlineData("https://bl.example/?ip=192.0.2.1&x=<a+b>'s", "https://bl.example/?ip=192.0.2.1&x=<a+b>'s")]
    [InlineData("bücher 例え", "bücher 例え")]
    [InlineData("\"\\", "\\\"\\\\")]
    [InlineData("a\tb", "a\\tb")]
    [InlineData("a\nb", "a\\nb")]
    [InlineData("a\u001b[31mü", "a\\u001B[31m\\u00FC")]
    [InlineData("a\u202Eb", "a\\u202Eb")]
    [InlineData("a\u2028b\u0085", "a\\u2028b\\u0085")]
    public void Text_is_written_as_it_is_when_it_is_fit_to_be_shown_and_else_escaped(string text, string expected) =>
        Assert.Equal($"{{\"a\":\"{expected}\",\"b\":[\"{expected}\"],\"c\":null}}", Written(text));

    [Fact]
    public void Any_text_is_one_line_of_JSON_and_read_as_it_was() =>
        Prop.ForAll<string>(text =>
        {
            text = new UTF8Encoding().GetString(Encoding.UTF8.GetBytes(text ?? "")); // half characters cannot be written
            var json = Written(text);
            Assert.DoesNotContain(json, char.IsControl);
            Assert.Equal(text, JsonDocument.Parse(json).RootElement.GetProperty("a").GetString());
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public void Half_a_character_is_written_as_the_replacement_character() => Assert.Contains("x\\uFFFDy", Written("x\uD800y"), StringComparison.Ordinal);

    [Fact]
    public void A_time_is_written_in_utc()
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteTime("a", new(2026, 3, 1, 1, 30, 0, 250, TimeSpan.FromHours(2)));
            writer.WriteTime("b", null);
            writer.WriteEndObject();
        }
        Assert.Equal("""{"a":"2026-02-28T23:30:00.25Z","b":null}""", Encoding.UTF8.GetString(stream.ToArray()));
    }

    private static string Written(string text)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteText("a", text);
            writer.WriteTexts("b", [text]);
            writer.WriteText("c", null);
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
