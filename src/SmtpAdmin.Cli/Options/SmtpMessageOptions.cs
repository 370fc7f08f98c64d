using System.CommandLine;
using SmtpAdmin.Mime;
using SmtpAdmin.Smtp.Client;

namespace SmtpAdmin.Cli.Options;

/// <summary>What an SMTP test says, from whom, and to whom.</summary>
internal sealed class SmtpMessageOptions
{
    private const int MaxAttachmentOctets = 64 * 1024 * 1024;

    private readonly Option<string?> _from = new("--from") { Description = "Who writes: an address, or 'Name <address>'." };
    private readonly Option<string[]> _to = Several.Option("--to", "Who is written to; may be given several times.");
    private readonly Option<string?> _subject = new("--subject") { Description = "The subject." };
    private readonly Option<string?> _body = new("--body") { Description = "The text." };
    private readonly Option<bool> _html = new("--body-as-html") { Description = "The text is HTML." };
    private readonly Option<string[]> _attachment = Several.Option("--attachment", "Files to attach.");
    private readonly Option<string[]> _header = new("--header") { Description = "A further header, as 'Name: value'; may be given several times." };

    public SmtpMessageOptions(Command command)
    {
        foreach (var option in new Option[] { _from, _to, _subject, _body, _html, _attachment, _header }) command.Options.Add(option);
    }

    public NamedAddress? From(ParseResult parsed) =>
        parsed.GetValue(_from) is { } from ? Usage.Check(() => NamedAddress.Parse(from)) : null;

    public async Task<SmtpTestRequest> ReadAsync(ParseResult parsed, SmtpTestRequest request, CancellationToken cancellationToken)
    {
        var attachments = new List<MessageAttachment>();
        foreach (var file in parsed.GetValue(_attachment) ?? [])
        {
            if (file.Length == 0) throw new UsageException("--attachment names no file.");
            await using var stream = File.OpenRead(file);
            attachments.Add(await AttachmentReader.ReadAsync(Path.GetFileName(file), stream, contentType: null, MaxAttachmentOctets, cancellationToken).ConfigureAwait(false));
        }
        return request with
        {
            From = From(parsed),
            To = [.. (parsed.GetValue(_to) ?? []).Select(text => Usage.Check(() => NamedAddress.Parse(text)))],
            Subject = parsed.GetValue(_subject),
            Body = parsed.GetValue(_body),
            BodyAsHtml = parsed.GetValue(_html),
            Attachments = attachments,
            Headers = [.. (parsed.GetValue(_header) ?? []).Select(text => Usage.Check(() => MessageHeader.Parse(text)))],
        };
    }
}
