using System.Text;

namespace SmtpAdmin.Cli.Output;

/// <summary>Drops the blanks at the ends of lines, with which tables are padded: a program that reads them has no use for them.</summary>
internal sealed class TrimmedLines(TextWriter inner) : TextWriter
{
    private readonly StringBuilder _blanks = new();

    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value)
    {
        if (value == ' ')
        {
            _blanks.Append(value);
            return;
        }
        if (value is not ('\n' or '\r')) inner.Write(_blanks);
        _blanks.Clear();
        inner.Write(value);
    }

    public override void Flush() => inner.Flush();
}
