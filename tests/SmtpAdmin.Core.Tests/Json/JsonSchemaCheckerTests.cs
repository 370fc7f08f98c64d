using System.Text;

namespace SmtpAdmin.Core.Tests.Json;

public sealed class JsonSchemaCheckerTests
{
    private const string Schema = """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "type": "object", "required": ["name"], "additionalProperties": false,
          "properties": {
            "name": { "description": "What it is called.", "type": "string", "minLength": 1, "maxLength": 5, "pattern": "^[a-z]*$", "examples": ["abc", "xyz"] },
            "colour": { "description": "Its colour.", "enum": ["Red", "Green"] },
            "flag": { "type": "boolean" },
            "note": { "type": ["string", "null"] },
            "parts": { "description": "Its parts.", "type": "array", "minItems": 1, "maxItems": 3, "uniqueItems": true, "items": { "$ref": "#/$defs/part" } },
            "open": { "type": "object" },
            "count": { "description": "How many.", "type": ["string", "integer"], "minimum": 1, "maximum": 9 },
            "anything": {}
          },
          "$defs": { "part": { "type": "string" } }
        }
        """;

    [Theory]
    [InlineData("""{ "name": "abc" }""")]
    [InlineData("""{ "name": "abc", "colour": "Red", "flag": false, "note": null, "parts": ["a", "b"], "open": { "x": [] }, "anything": 1.5 }""")]
    [InlineData("""{ "name": "abc", "count": 9 }""")]
    [InlineData("""{ "name": "abc", "count": 1.0 }""")]
    [InlineData("""{ "name": "abc", "count": 9e0 }""")]
    [InlineData("""{ "name": "abc", "count": "99" }""")]
    [InlineData("""{ "name": "abc", "note": "ä" }""")]
    public void What_fits_is_taken(string json) => Assert.Empty(Check(json));

    [Theory]
    [InlineData("[]", "line 1, column 1: This has to be an object, and is an array.")]
    [InlineData("{}", "line 1, column 1: The property 'name' is missing. What it is called.")]
    [InlineData("""{ "name": 5 }""", "line 1, column 11, name: This has to be a string, and is a number. What it is called.")]
    [InlineData("""{ "name": "" }""", "line 1, column 11, name: This is empty. What it is called.")]
    [InlineData("""{ "name": "abcdef" }""", "line 1, column 11, name: This is longer than 5 characters. What it is called.")]
    [InlineData("""{ "name": "A" }""", "line 1, column 11, name: This is not of the form that is wanted. What it is called. For example: abc, xyz.")]
    [InlineData("""{ "name": "a\n" }""", "line 1, column 11, name: This is not of the form that is wanted. What it is called. For example: abc, xyz.")]
    [InlineData("""{ "name": "a", "colour": "green" }""", "line 1, column 26, colour: 'green' is none of the values that do. Did you mean 'Green'? One of: Red, Green.")]
    [InlineData("""{ "name": "a", "colour": "Violet" }""", "line 1, column 26, colour: 'Violet' is none of the values that do. One of: Red, Green.")]
    [InlineData("""{ "name": "a", "colour": 1 }""", "line 1, column 26, colour: This has to be a string, and is a number. Its colour.")]
    [InlineData("""{ "name": "a", "flag": "true" }""", "line 1, column 24, flag: This has to be true or false, and is a string.")]
    [InlineData("""{ "name": "a", "note": true }""", "line 1, column 24, note: This has to be a string or null, and is true or false.")]
    [InlineData("""{ "name": "a", "parts": [] }""", "line 1, column 25, parts: This is empty. Its parts.")]
    [InlineData("""{ "name": "a", "parts": ["a","b","c","d"] }""", "line 1, column 25, parts: This has 4 entries; there may be 3 at most. Its parts.")]
    [InlineData("""{ "name": "a", "parts": ["a", "b", "a"] }""", "line 1, column 36, parts[2]: This stands here twice. Keep one of them.")]
    [InlineData("""{ "name": "a", "parts": ["a", 1] }""", "line 1, column 31, parts[1]: This has to be a string, and is a number.")]
    [InlineData("""{ "name": "a", "count": 0 }""", "line 1, column 25, count: This is less than 1. How many.")]
    [InlineData("""{ "name": "a", "count": 10 }""", "line 1, column 25, count: This is more than 9. How many.")]
    [InlineData("""{ "name": "a", "count": 1.5 }""", "line 1, column 25, count: This has to be a string or a whole number, and is a number. How many.")]
    [InlineData("""{ "name": "a", "count": 1e400 }""", "line 1, column 25, count: This has to be a string or a whole number, and is a number. How many.")]
    [InlineData("""{ "name": "a", "count": true }""", "line 1, column 25, count: This has to be a string or a whole number, and is true or false. How many.")]
    [InlineData("""{ "name": "a", "color": "Red" }""", "line 1, column 16, color: There is no such property here. Did you mean 'colour'?")]
    [InlineData("""{ "name": "a", "Name": "Red" }""", "line 1, column 16, Name: There is no such property here. There are: name, colour, flag, note, parts, open, count, anything.")]
    [InlineData("""{ "name": "a", "\u001b[2J": 1 }""", "line 1, column 16, ['\uFFFD[2J']: There is no such property here. There are: name, colour, flag, note, parts, open, count, anything.")]
    public void What_does_not_fit_is_told_with_its_place_and_what_would_do(string json, string problem) =>
        Assert.Equal(problem, Assert.Single(Check(json)).ToString());

    [Fact]
    public void Everything_that_does_not_fit_is_told_in_the_order_of_the_text()
    {
        var problems = Check("""
            {
              "nam": "abc",
              "colour": "Blue",
              "parts": [
                1,
                true
              ]
            }
            """);
        Assert.Equal([(1, 1, ""), (2, 3, "nam"), (3, 13, "colour"), (5, 5, "parts[0]"), (6, 5, "parts[1]")], problems.Select(problem => (problem.Line, problem.Column, problem.Path)));
        Assert.Equal("Did you mean 'name'?", problems[1].Remedy);
    }

    [Theory]
    [InlineData("""{ "exclusiveMinimum": 1 }""")]
    [InlineData("""{ "oneOf": [] }""")]
    [InlineData("""{ "additionalProperties": true }""")]
    [InlineData("""{ "additionalProperties": { "type": "string" } }""")]
    [InlineData("""{ "type": "number" }""")]
    [InlineData("""{ "type": ["string", "number"] }""")]
    [InlineData("""{ "$ref": "other.json" }""")]
    [InlineData("""{ "$ref": "#/$defs/missing" }""")]
    [InlineData("""{ "pattern": "a" }""")]
    [InlineData("""{ "pattern": "^a" }""")]
    [InlineData("""{ "pattern": "^a$|b$" }""")]
    [InlineData("""{ "pattern": "^\\d$" }""")]
    [InlineData("""{ "enum": ["a", null] }""")]
    [InlineData("""{ "properties": { "a": { "format": "uri" } } }""")]
    [InlineData("""{ "items": true }""")]
    public void A_schema_that_says_more_than_is_checked_is_refused(string schema) =>
        Assert.Throws<InvalidOperationException>(() => Compile(schema));

    [Fact]
    public void What_people_may_expect_where_there_is_none_is_told_what_to_do_instead() =>
        Assert.Equal("Write name.", Assert.Single(Check("""{ "name": "a", "title": "b" }""", new Dictionary<string, string> { ["title"] = "Write name." })).Remedy);

    [Theory]
    [InlineData("", 1)]
    [InlineData("parts[1]", 34)]
    [InlineData("parts[7].x", 27)]
    [InlineData("nothing.here", 1)]
    [InlineData("name.x", 11)]
    public void The_nearest_value_to_a_path_is_found(string path, int column)
    {
        var root = LocatedJsonReader.Read("""{ "name": "abc", "parts": [ "a", "b" ] }"""u8.ToArray(), out _)!;
        Assert.Equal(column, root.Nearest(path).Offset + 1);
    }

    private static IReadOnlyList<JsonProblem> Check(string json, Dictionary<string, string>? advice = null)
    {
        var root = LocatedJsonReader.Read(Encoding.UTF8.GetBytes(json), out var problems);
        Assert.NotNull(root);
        new JsonSchemaChecker(problems, advice).Check(root, Compile(Schema), "");
        return problems.All();
    }

    private static JsonSchema Compile(string schema)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(schema));
        return JsonSchemaReader.Read(stream);
    }
}
