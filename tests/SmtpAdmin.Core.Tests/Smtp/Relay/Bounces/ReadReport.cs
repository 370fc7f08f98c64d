using System.Text;
using System.Text.RegularExpressions;
using SmtpAdmin.Core.Tests.Mime;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Bounces;

/// <summary>A strict reader of reports, written from RFC 3464, 5322, 6522 and 6533: it accepts nothing that a careful receiver would stumble over.</summary>
internal sealed partial class ReadReport
{
    private static readonly string[] MessageFields = ["Original-Envelope-Id", "Reporting-MTA", "Received-From-MTA", "Arrival-Date", "X-SmtpAdmin-Queue-ID"];

    private static readonly string[] RecipientFields =
        ["Original-Recipient", "Final-Recipient", "Action", "Status", "Remote-MTA", "Diagnostic-Code", "Last-Attempt-Date", "Will-Retry-Until"];

    private static readonly string[] Actions = ["failed", "delayed", "relayed"];

    private static readonly string[] PlainTypes = ["text/plain", "message/delivery-status", "message/rfc822", "text/rfc822-headers"];

    private static readonly string[] Types = [.. PlainTypes, "message/global-delivery-status", "message/global", "message/global-headers"];

    private static readonly string[] Identity = ["7bit", "8bit"];

    private static readonly string[] Encodings = [.. Identity, "quoted-printable", "base64"];

    private ReadReport(MiniDecoder message)
    {
        Message = message;
        Parts = message.Parts;
        Groups = [.. SplitGroups(Parts[1].Text)];
    }

    public MiniDecoder Message { get; }

    public IReadOnlyList<MiniDecoder> Parts { get; }

    /// <summary>The fields of the message, and of each recipient.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, string>> Groups { get; }

    public string Human => Parts[0].Text;

    public string TypeOf(int part) => Parts[part]["Content-Type"].Split(';')[0];

    public bool HasReturned => Parts.Count == 3;

    public MiniDecoder Returned => Parts[2];

    public static ReadReport Read(byte[] octets, bool smtpUtf8 = false)
    {
        CheckWire(octets, smtpUtf8);
        var report = new ReadReport(MiniDecoder.Read(octets));
        report.CheckHeader();
        report.CheckParts(smtpUtf8);
        Assert.True(report.Groups.Count >= 2);
        CheckGroup(report.Groups[0], MessageFields, ["Reporting-MTA", "Arrival-Date"]);
        Assert.All(report.Groups.Skip(1), group =>
        {
            CheckGroup(group, RecipientFields, ["Final-Recipient", "Action", "Status"]);
            Assert.Matches(@"^(rfc822|utf-8); \S", group["Final-Recipient"]);
            Assert.Contains(group["Action"], Actions);
            Assert.Matches(@"^[245]\.\d{1,3}\.\d{1,3}$", group["Status"]);
        });
        return report;
    }

    private static void CheckWire(byte[] octets, bool smtpUtf8)
    {
        if (smtpUtf8) Assert.True(System.Text.Unicode.Utf8.IsValid(octets));
        else Assert.DoesNotContain(octets, octet => octet > 127);
        Assert.DoesNotContain(octets, octet => octet is (< 32 and not 9 and not 10 and not 13) or 127);
        var text = Encoding.Latin1.GetString(octets);
        Assert.EndsWith("\r\n", text, StringComparison.Ordinal);
        Assert.All(text[..^2].Split("\r\n"), line =>
        {
            Assert.True(line.Length <= 998);
            Assert.DoesNotContain('\r', line);
            Assert.DoesNotContain('\n', line);
        });
    }

    private void CheckHeader()
    {
        var names = Message.Headers.ConvertAll(header => header.Name.ToLowerInvariant());
        Assert.Equal(names.Count, names.Distinct().Count());
        Assert.Subset(
            new HashSet<string> { "date", "from", "to", "subject", "message-id", "in-reply-to", "references", "auto-submitted", "mime-version", "content-type", "content-transfer-encoding" },
            names.ToHashSet());
        Assert.Equal("auto-replied", Message["Auto-Submitted"]);
        Assert.Equal("1.0", Message["MIME-Version"]);
        Assert.Matches("^multipart/report; report-type=delivery-status;", Message["Content-Type"]);
        Assert.All(Message.Headers, header => Assert.Matches("^[!-9;-~]+$", header.Name));
        Assert.Matches(@"^<[^<>@\s]+@[^<>@\s]+>$", Message["Message-ID"]);
    }

    private void CheckParts(bool smtpUtf8)
    {
        Assert.InRange(Parts.Count, 2, 3);
        Assert.Equal("text/plain", TypeOf(0));
        Assert.EndsWith("delivery-status", TypeOf(1), StringComparison.Ordinal);
        if (HasReturned) Assert.DoesNotContain("delivery-status", TypeOf(2), StringComparison.Ordinal);
        Assert.All(Parts, part => Assert.Contains(part["Content-Type"].Split(';')[0], smtpUtf8 ? Types : PlainTypes));
        foreach (var part in Parts)
        {
            Assert.Equal(3, part.Headers.Count);
            var encoding = part["Content-Transfer-Encoding"];
            Assert.Contains(encoding, part["Content-Type"].StartsWith("message/", StringComparison.Ordinal) ? Identity : Encodings);
            if (encoding != "8bit") Assert.DoesNotContain(part.RawBody, octet => octet > 127);
            else Assert.Equal("8bit", Message["Content-Transfer-Encoding"]);
        }
    }

    private static IEnumerable<IReadOnlyDictionary<string, string>> SplitGroups(string status)
    {
        Assert.EndsWith("\r\n", status, StringComparison.Ordinal);
        foreach (var group in status[..^2].Split("\r\n\r\n"))
        {
            var fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            foreach (Match field in Field().Matches(group + "\r\n")) fields.Add(field.Groups[1].Value, field.Groups[2].Value.Replace("\r\n", "", StringComparison.Ordinal)[1..]);
            Assert.Equal("", Field().Replace(group + "\r\n", "")); // nothing stands between fields
            yield return fields;
        }
    }

    private static void CheckGroup(IReadOnlyDictionary<string, string> group, string[] allowed, string[] required)
    {
        Assert.Subset(allowed.ToHashSet(), group.Keys.ToHashSet());
        Assert.Subset(group.Keys.ToHashSet(), required.ToHashSet());
        foreach (var (name, value) in group)
        {
            Assert.True(value.Length > 0 && value == value.Trim(), name);
            if (name.EndsWith("-MTA", StringComparison.Ordinal)) Assert.Matches(@"^dns; [A-Za-z0-9.\-_:\[\]?]+( \([A-Za-z0-9.\-_:\[\]? ]+\))?$", value);
            if (name.EndsWith("-Date", StringComparison.Ordinal) || name == "Will-Retry-Until") Assert.Matches(@"^[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d \+0000$", value);
        }
    }

    /// <summary>A field whose further lines begin with white space and hold something.</summary>
    [GeneratedRegex(@"([!-9;-~]+):((?: [^\r\n]*\S)?(?:\r\n[ \t]+\S[^\r\n]*)*)\r\n")]
    private static partial Regex Field();
}
