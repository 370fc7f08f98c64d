namespace SmtpAdmin.Dns;

/// <summary>What a server said to an update.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Rcode">The response code; -1 where no answer came that can be believed.</param>
/// <param name="Detail">More, as sentences; empty where there is none.</param>
internal sealed record DnsUpdateReply(DnsUpdateOutcome Outcome, int Rcode, string Detail)
{
    private const int NxDomain = 3;
    private const int YxDomain = 6;
    private const int YxRrSet = 7;
    private const int NxRrSet = 8;
    private const int NotAuth = 9;
    private const int NotZone = 10;

    /// <summary>What became of an update that no answer came to.</summary>
    public static DnsUpdateReply Of(DnsExchanged exchanged) =>
        new(exchanged.WasSent ? DnsUpdateOutcome.Unknown : DnsUpdateOutcome.NotSent, -1, exchanged.Detail);

    /// <summary>What an answer says.</summary>
    /// <param name="rcode">The response code.</param>
    /// <param name="signature">The answer's signature; null for none.</param>
    public static DnsUpdateReply Of(int rcode, TsigRecord? signature)
    {
        var outcome = rcode switch
        {
            DnsRcode.NoError => DnsUpdateOutcome.Done,
            NxDomain or YxDomain or YxRrSet or NxRrSet => DnsUpdateOutcome.Changed,
            DnsRcode.Refused => DnsUpdateOutcome.Refused,
            NotZone => DnsUpdateOutcome.NotZone,
            DnsRcode.NotImplemented => DnsUpdateOutcome.NotImplemented,
            DnsRcode.FormatError => DnsUpdateOutcome.FormatError,
            NotAuth => signature?.Error switch
            {
                TsigError.BadKey => DnsUpdateOutcome.BadKey,
                TsigError.BadSignature or TsigError.BadTruncation => DnsUpdateOutcome.BadSignature,
                TsigError.BadTime => DnsUpdateOutcome.BadTime,
                _ => DnsUpdateOutcome.NotAuth,
            },
            _ => DnsUpdateOutcome.Failed,
        };
        return new(outcome, rcode, outcome switch
        {
            DnsUpdateOutcome.BadTime => ClockText(signature!),
            DnsUpdateOutcome.Failed => $"The server answered {DnsRcode.ToText(rcode)}.",
            _ => "",
        });
    }

    /// <summary>The server tells its time along with the error (RFC 8945 section 5.2.3), and repeats ours.</summary>
    private static string ClockText(TsigRecord signature)
    {
        if (signature.Other.Length != 6) return "";
        var server = signature.Other.Aggregate(0L, (time, octet) => (time << 8) | octet);
        var ahead = TimeSpan.FromSeconds(Math.Clamp(server - signature.Time, -uint.MaxValue, uint.MaxValue));
        return FormattableString.Invariant($"The server's clock is {ahead.Duration():c} {(ahead > TimeSpan.Zero ? "ahead of" : "behind")} this machine's; {Tsig.Fudge} seconds are allowed.");
    }
}
