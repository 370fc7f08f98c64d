using SmtpAdmin.Dns;

namespace SmtpAdmin.Smtp.Client;

/// <summary>What can be wrong with a domain's MX records.</summary>
internal static class MxFindings
{
    public static Finding NullAmongOthers(DnsName domain) => new(
        FindingSeverity.Warning, "MX-NULL-AMONG-OTHERS",
        $"{domain} has a null MX (the root as host) beside other MX records, which contradict it; the others were used.",
        $"Remove the null MX of {domain} if it takes mail, else all its other MX records.",
        "RFC 7505 section 3");

    public static Finding IsAddress(DnsName domain, MxRecord record) => new(
        FindingSeverity.Error, "MX-IS-ADDRESS",
        $"The MX record '{record.DataText}' of {domain} holds an address; only a name may stand there, so it was left out.",
        $"Give the address {record.Exchange} a name of its own with an A or AAAA record, and put that name into the MX record.",
        "RFC 1035 section 3.3.9");

    public static Finding IsAlias(DnsName domain, MxRecord record, DnsName canonical) => new(
        FindingSeverity.Warning, "MX-IS-ALIAS",
        $"The MX host {record.Exchange} of {domain} is an alias (CNAME) of {canonical}; some servers do not follow it.",
        $"Name the host itself: {domain.ToAbsoluteString()} MX {record.Preference} {canonical.ToAbsoluteString()}",
        "RFC 2181 section 10.3, RFC 5321 section 5.1");

    public static Finding HasNoAddress(DnsName domain, MxRecord record) => new(
        FindingSeverity.Error, "MX-NO-ADDRESS",
        $"The MX host {record.Exchange} of {domain} has no address record.",
        $"Add an A or AAAA record for {record.Exchange}, or remove it from the MX records of {domain}.",
        "RFC 5321 section 5.1");

    public static Finding TooMany(DnsName domain, int count) => new(
        FindingSeverity.Warning, "MX-TOO-MANY",
        FormattableString.Invariant($"{domain} names {count} mail hosts; only the first {MailRouter.MaxHosts} were used."),
        "Name fewer hosts: a few with different preferences, or one name with several addresses.",
        "RFC 5321 section 5.1");

    public static Finding Implicit(DnsName domain) => new(
        FindingSeverity.Information, "MX-IMPLICIT",
        $"{domain} has no MX records; mail goes to the address of the domain itself.",
        $"Add an MX record if {domain} is meant to take mail, or a null MX (MX 0 .) if it is not.",
        "RFC 5321 section 5.1, RFC 7505");
}
