using System.Globalization;
using System.Text;

namespace SmtpAdmin.Core.Tests.Smtp.Client.Support;

/// <summary>
/// A session to replay, a line each: <c>S:</c> the server says it, <c>C:</c> the client has to say it (<c>*</c> at the end stands for any rest,
/// <c>(message)</c> for everything up to the lone dot, <c>(anything)</c> for all that ever follows), <c>X:</c> something happens: <c>close</c>, <c>reset</c>, <c>tls</c>.
/// <c>O:</c> lines hold options and <c>E:</c> lines what to expect, for the replay of golden sessions; <c>#</c> begins a comment.
/// </summary>
internal sealed class SmtpScript
{
    public const string Message = "(message)";
    public const string Anything = "(anything)";

    private SmtpScript(List<(char Side, string Text)> steps, Dictionary<string, string> options, Dictionary<string, string> expected)
    {
        Steps = steps;
        Options = options;
        Expected = expected;
    }

    public IReadOnlyList<(char Side, string Text)> Steps { get; }

    public IReadOnlyDictionary<string, string> Options { get; }

    public IReadOnlyDictionary<string, string> Expected { get; }

    /// <summary>How many octets the server says in all.</summary>
    public int ServerLength => Steps.Where(step => step.Side == 'S').Sum(step => Encoding.UTF8.GetByteCount(step.Text) + 2);

    public static SmtpScript Load(string name) => Parse(TestData.Text($"smtp/sessions/{name}.txt"));

    public static SmtpScript Parse(string text)
    {
        var steps = new List<(char, string)>();
        var options = new Dictionary<string, string>();
        var expected = new Dictionary<string, string>();
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimStart()))
        {
            if (line.Length == 0 || line[0] == '#') continue;
            if (line.Length < 2 || line[1] != ':') throw new FormatException($"No script line: {line}");
            var rest = line.Length > 3 ? line[3..] : "";
            if (line[0] is 'O' or 'E')
            {
                var parts = rest.Split(' ', 2);
                (line[0] == 'O' ? options : expected).Add(parts[0], parts.Length > 1 ? parts[1] : "");
            }
            else
            {
                steps.Add((line[0], rest));
            }
        }
        return new SmtpScript(steps, options, expected);
    }

    public static bool Fits(string expected, string said) =>
        expected.EndsWith('*') && expected.Length > 1
            ? said.StartsWith(expected[..^1], StringComparison.Ordinal)
            : string.Equals(expected, said, StringComparison.Ordinal);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Steps.Count} steps");
}
