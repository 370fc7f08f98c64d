using System.Globalization;
using System.Text.Json;

namespace SmtpAdmin.Core.Tests.Provisioning.Exporting.Services;

/// <summary>A value in JavaScript as far as exports go: a string, a number, a list (of the name '['), a name, or a call of one.</summary>
internal sealed record JsCall
{
    public string? Text { get; private init; }

    public long? Number { get; private init; }

    public string? Name { get; private init; }

    public IReadOnlyList<JsCall> Arguments { get; private init; } = [];

    /// <summary>Reads a statement that is one call.</summary>
    public static JsCall Read(string script)
    {
        var at = 0;
        var value = Value(script, ref at);
        Assert.Equal(";", script[at..].Trim());
        return value;
    }

    public override string ToString() => Text ?? Number?.ToString(CultureInfo.InvariantCulture) ?? $"{Name}({string.Join(", ", Arguments)})";

    private static JsCall Value(string script, ref int at)
    {
        Skip(script, ref at);
        var start = at;
        if (script[at] == '"')
        {
            for (at++; script[at] != '"'; at++) at += script[at] == '\\' ? 1 : 0;
            return new JsCall { Text = JsonSerializer.Deserialize<string>(script[start..++at]) }; // what is written is JSON's notation too
        }
        if (script[at] == '[') return new JsCall { Name = "[", Arguments = List(script, ref at, ']') };
        while (char.IsAsciiLetterOrDigit(script[at]) || script[at] == '_') at++;
        Assert.True(at > start, $"This is no value: {script[start..]}");
        var word = script[start..at];
        if (char.IsAsciiDigit(word[0])) return new JsCall { Number = long.Parse(word, CultureInfo.InvariantCulture) };
        return new JsCall { Name = word, Arguments = script[at] == '(' ? List(script, ref at, ')') : [] };
    }

    private static List<JsCall> List(string script, ref int at, char end)
    {
        var values = new List<JsCall>();
        do
        {
            at++;
            values.Add(Value(script, ref at));
            Skip(script, ref at);
        }
        while (script[at] == ',');
        Assert.Equal(end, script[at++]);
        return values;
    }

    private static void Skip(string script, ref int at)
    {
        while (char.IsWhiteSpace(script[at])) at++;
    }
}
