namespace SmtpAdmin.Mime;

/// <summary>The headers of a message: those that every message has, replaced by the draft's own where it names one that may stand only once.</summary>
internal sealed class DraftHeaders
{
    private const string Extra = nameof(MessageDraft.Headers);

    private readonly List<Field> _fields = [];

    /// <exception cref="ArgumentException">A header cannot stand in a message; ParamName is the draft's property.</exception>
    public DraftHeaders(MessageDraft draft, string marker, DateTimeOffset date, Func<string> newMessageId)
    {
        foreach (var header in draft.Headers) DraftGuard.HeaderName(header.Name, Extra);
        RefuseRepeated(draft.Headers);

        Add(draft, "Date", () => Text("Date", HeaderKind.Structured, MailDate.Format(date), nameof(MessageDraft.Date)));
        Add(draft, "From", () => Mailboxes("From", [draft.From], nameof(MessageDraft.From)));
        Add(draft, "To", () => Mailboxes("To", draft.To, nameof(MessageDraft.To)));
        Add(draft, "Subject", () => Text("Subject", HeaderKind.Unstructured, draft.Subject ?? TestText.Subject(date, marker), nameof(MessageDraft.Subject)));
        Add(draft, "Message-ID", () => Text("Message-ID", HeaderKind.Structured, draft.MessageId ?? newMessageId(), nameof(MessageDraft.MessageId)));
        Add(draft, "Auto-Submitted", () => Text("Auto-Submitted", HeaderKind.Structured, "auto-generated", Extra)); // RFC 3834 section 5: no vacation notice comes back
        _fields.Add(Text(MessageComposer.MarkerHeader, HeaderKind.Structured, marker, nameof(MessageDraft.Marker)));
        var placed = _fields.Select(field => field.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        _fields.AddRange(draft.Headers.Where(header => !placed.Contains(header.Name)).Select(FromDraft));

        var messageId = _fields.First(field => field.Name.Equals("Message-ID", StringComparison.OrdinalIgnoreCase));
        DraftGuard.MessageId(messageId.Value, messageId.Part);
        MessageId = messageId.Value;
    }

    /// <summary>The Message-ID with its angle brackets.</summary>
    public string MessageId { get; }

    /// <summary>An address in a header cannot be written in ASCII.</summary>
    public bool NeedUtf8 => _fields.Exists(NeedsUtf8);

    /// <summary>The draft's property that holds the first such address.</summary>
    public string? Utf8Part => _fields.Find(NeedsUtf8)?.Part;

    /// <summary>The fields, each line with its CRLF.</summary>
    public string Write()
    {
        var writer = new HeaderWriter(NeedUtf8);
        foreach (var field in _fields)
        {
            if (field.Addresses is not null) writer.Addresses(field.Name, field.Addresses, field.Part);
            else if (field.Kind == HeaderKind.Structured) writer.Structured(field.Name, field.Value, field.Part);
            else writer.Unstructured(field.Name, field.Value);
        }
        return writer.ToString();
    }

    private void Add(MessageDraft draft, string name, Func<Field> standard)
    {
        var own = draft.Headers.FirstOrDefault(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        _fields.Add(own is null ? standard() : FromDraft(own));
    }

    private static Field FromDraft(MessageHeader header)
    {
        DraftGuard.NoLineEnd(header.Value, $"The header '{header.Name}'", Extra);
        var kind = HeaderRule.For(header.Name).Kind;
        if (kind != HeaderKind.Addresses) return Text(header.Name, kind, header.Value, Extra);
        try
        {
            return Mailboxes(header.Name, NamedAddress.ParseList(header.Value), Extra);
        }
        catch (FormatException problem)
        {
            throw DraftGuard.Refusal($"The header '{header.Name}' takes addresses: {problem.Message}", Extra, problem);
        }
    }

    private static Field Text(string name, HeaderKind kind, string value, string part)
    {
        if (kind == HeaderKind.Structured) DraftGuard.PrintableAscii(value, $"The header '{name}'", part);
        else DraftGuard.NoLineEnd(value, $"The header '{name}'", part);
        return new Field(name, kind, kind == HeaderKind.Structured ? value.Trim(' ', '\t') : value, null, part);
    }

    private static Field Mailboxes(string name, IReadOnlyList<NamedAddress> addresses, string part)
    {
        foreach (var address in addresses)
        {
            DraftGuard.NoLineEnd(address.DisplayName, $"A name in the header '{name}'", part);
            DraftGuard.NoLineEnd(address.Address.ToString(), $"An address in the header '{name}'", part);
        }
        return new Field(name, HeaderKind.Addresses, "", addresses, part);
    }

    private static void RefuseRepeated(IReadOnlyList<MessageHeader> headers)
    {
        var repeated = headers.GroupBy(header => header.Name, StringComparer.OrdinalIgnoreCase)
            .FirstOrDefault(group => group.Count() > 1 && HeaderRule.For(group.Key).Singleton);
        if (repeated is not null) throw DraftGuard.Refusal($"The header '{repeated.Key}' may stand only once (RFC 5322 section 3.6).", Extra);
    }

    private static bool NeedsUtf8(Field field) => field.Addresses is not null && field.Addresses.Any(address => address.Address.NeedsSmtpUtf8);

    private sealed record Field(string Name, HeaderKind Kind, string Value, IReadOnlyList<NamedAddress>? Addresses, string Part);
}
