using System.Net;
using System.Text;

namespace SmtpAdmin.Spf;

/// <summary>Who sends: the three things that a check is about (RFC 7208 section 4.1).</summary>
public sealed record SpfSender
{
    /// <summary>The most characters that a MAIL FROM or a HELO name may have here; a path has 256 octets (RFC 5321 section 4.5.3.1.3).</summary>
    public const int MaxLength = 2000;

    private const string Postmaster = "postmaster"; // RFC 7208 sections 2.4 and 4.3

    /// <summary>Makes a sender.</summary>
    /// <param name="ipAddress">The address that the mail comes from; an IPv4-mapped one counts as IPv4 (RFC 7208 section 5).</param>
    /// <param name="mailFrom">The MAIL FROM address, brackets or not; empty for the null sender.</param>
    /// <param name="heloName">The name in HELO or EHLO; null when it is not known.</param>
    /// <exception cref="ArgumentException">There is neither a MAIL FROM nor a HELO name, or one is too long.</exception>
    public SpfSender(IPAddress ipAddress, string? mailFrom, string? heloName)
    {
        ArgumentNullException.ThrowIfNull(ipAddress);
        IPAddress = ipAddress.Unmapped();
        MailFrom = mailFrom is { Length: > 1 } && mailFrom[0] == '<' && mailFrom[^1] == '>' ? mailFrom[1..^1] : mailFrom ?? "";
        HeloName = string.IsNullOrEmpty(heloName) ? null : heloName;
        if (MailFrom.Length > MaxLength || HeloName is { Length: > MaxLength }) throw new ArgumentException($"A MAIL FROM address and a HELO name have {MaxLength} characters at most.");
        if (MailFrom.Length == 0 && HeloName is null) throw new ArgumentException("The null sender is checked by its HELO name, and there is none. Give one.");

        var at = MailFrom.LastIndexOf('@');
        var domain = MailFrom.Length == 0 ? HeloName! : MailFrom[(at + 1)..];
        LocalPart = at > 0 ? MailFrom[..at] : Postmaster;
        Domain = SpfDomain.ToAscii(domain);
    }

    /// <summary>The address that the mail comes from.</summary>
    public IPAddress IPAddress { get; }

    /// <summary>The MAIL FROM address without brackets; empty for the null sender.</summary>
    public string MailFrom { get; }

    /// <summary>The name in HELO or EHLO; null when it is not known.</summary>
    public string? HeloName { get; }

    /// <summary>What stands before the <c>@</c>; <c>postmaster</c> where nothing does.</summary>
    public string LocalPart { get; }

    /// <summary>The domain that is checked, in ASCII where it can be: that of MAIL FROM, or the HELO name for the null sender (RFC 7208 section 2.4).</summary>
    public string Domain { get; }

    /// <summary>The sender's address with the defaults of RFC 7208 section 4.3: <c>postmaster@</c> the HELO name for the null sender.</summary>
    public string Address => $"{LocalPart}@{Domain}";

    /// <summary>The check is about the HELO name, because the sender is null (RFC 7208 section 2.4).</summary>
    public bool IsHelo => MailFrom.Length == 0;

    /// <summary>A local part outside ASCII can be no label of a name: a term that names it matches nothing (RFC 8616 section 4).</summary>
    internal bool CanFill(SpfMacroString domainSpec) => Ascii.IsValid(LocalPart) || !(domainSpec.Uses('s') || domainSpec.Uses('l'));
}
