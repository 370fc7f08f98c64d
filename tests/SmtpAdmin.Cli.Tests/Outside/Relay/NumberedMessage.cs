using System.Globalization;
using System.Text;

namespace SmtpAdmin.Cli.Tests.Outside.Relay;

/// <summary>Messages that know their number, and what they must look like in the end.</summary>
internal static class NumberedMessage
{
    private const string Field = "X-Number: ";

    /// <summary>The message with a number: 1 to 600 lines, some with a dot in front, never the same for two numbers.</summary>
    public static string Compose(int number)
    {
        var random = new Random(number);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"From: sender@lab.test\r\nTo: recipient@lab.test\r\nSubject: number {number}\r\n{Field}{number}\r\n\r\n");
        var lines = random.Next(10) == 0 ? random.Next(200, 600) : random.Next(1, 40);
        for (var line = 0; line < lines; line++)
            text.Append(CultureInfo.InvariantCulture, $"{(random.Next(5) == 0 ? "." : "")}{number} {line} {new string((char)('a' + random.Next(26)), random.Next(70))}\r\n");
        return text.ToString();
    }

    /// <summary>The number of a message that arrived. What stands above it was added on the way; all that was sent must be there, and nothing else.</summary>
    public static int Read(string arrived)
    {
        var at = arrived.IndexOf(Field, StringComparison.Ordinal) + Field.Length;
        Assert.True(at >= Field.Length, "A message arrived without its number.");
        var number = int.Parse(arrived.AsSpan(at, arrived.IndexOf('\r', at) - at), CultureInfo.InvariantCulture);
        Assert.EndsWith(Compose(number), arrived, StringComparison.Ordinal);
        return number;
    }
}
