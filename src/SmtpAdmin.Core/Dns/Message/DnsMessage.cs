using System.Diagnostics.CodeAnalysis;

namespace SmtpAdmin.Dns;

/// <summary>A DNS message (RFC 1035 section 4), query or response. Records of other classes than the Internet's are left out.</summary>
public sealed record DnsMessage
{
    /// <summary>The longest message in octets: what TCP's length prefix can say (RFC 1035 section 4.2.2).</summary>
    public const int MaxLength = 65535;

    /// <summary>The longest message in octets over UDP without EDNS (RFC 1035 section 4.2.1).</summary>
    public const int MaxPlainUdpLength = 512;

    /// <summary>Ties a response to its query.</summary>
    public ushort Id { get; init; }

    /// <summary>QR: a response.</summary>
    public bool IsResponse { get; init; }

    /// <summary>The kind of message, 0 to 15; see <see cref="DnsOpcode"/>.</summary>
    public int Opcode { get; init; }

    /// <summary>AA: from the zone's own server.</summary>
    public bool Authoritative { get; init; }

    /// <summary>TC: records were left out; ask again over TCP.</summary>
    public bool Truncated { get; init; }

    /// <summary>RD: please resolve to the end.</summary>
    public bool RecursionDesired { get; init; }

    /// <summary>RA: the server resolves to the end.</summary>
    public bool RecursionAvailable { get; init; }

    /// <summary>AD: validated by DNSSEC; in a query, a wish to be told so (RFC 6840 section 5.7).</summary>
    public bool AuthenticatedData { get; init; }

    /// <summary>CD: do not validate (RFC 4035 section 3.2.2).</summary>
    public bool CheckingDisabled { get; init; }

    /// <summary>The response code, 0 to 4095, EDNS's upper bits included; see <see cref="DnsRcode"/>. Above 15 needs <see cref="Edns"/>.</summary>
    public int Rcode { get; init; }

    /// <summary>The question; null when there is none. More than one is an error (RFC 9619).</summary>
    public DnsQuestion? Question { get; init; }

    /// <summary>The answer section.</summary>
    public IReadOnlyList<DnsRecord> Answers { get; init; } = [];

    /// <summary>The answer section held records of another class than IN, which are left out.</summary>
    internal bool HasForeignAnswers { get; init; }

    /// <summary>The authority section.</summary>
    public IReadOnlyList<DnsRecord> Authority { get; init; } = [];

    /// <summary>The additional section, without the OPT record, which is <see cref="Edns"/>.</summary>
    public IReadOnlyList<DnsRecord> Additional { get; init; } = [];

    /// <summary>The OPT record; null without EDNS.</summary>
    public DnsEdns? Edns { get; init; }

    /// <summary>Reads a message. Octets behind the last record are passed over; with TC set a record may be cut short and is then left out.</summary>
    /// <param name="octets">The message, without TCP's length prefix.</param>
    /// <param name="message">The message read.</param>
    /// <param name="problem">What is wrong with it, in words without a full stop.</param>
    public static bool TryRead(
        ReadOnlySpan<byte> octets, [NotNullWhen(true)] out DnsMessage? message, [NotNullWhen(false)] out string? problem) =>
        DnsMessageReader.TryRead(octets, known: null, names: null, out message, out problem);
}
