using System.Diagnostics.CodeAnalysis;
using SmtpAdmin.Dns;
using SmtpAdmin.Provisioning;

namespace SmtpAdmin.MtaSts;

/// <summary>A mail host of a policy, or a pattern for such: <c>sts-policy-mx-value = ["*."] Domain</c> (RFC 8461 section 3.2).</summary>
/// <param name="Host">The host; of a pattern what stands behind the wildcard.</param>
/// <param name="IsWildcard">It stands for every name with one label before the host.</param>
internal sealed record MtaStsPattern(DnsName Host, bool IsWildcard)
{
    private const string Wildcard = "*.";

    /// <summary>Reads a host or a pattern.</summary>
    /// <param name="text">The host, international or not, perhaps with <c>*.</c> before it.</param>
    /// <param name="pattern">The pattern.</param>
    /// <param name="problem">Why it is none, in sentences.</param>
    public static bool TryRead(string text, [NotNullWhen(true)] out MtaStsPattern? pattern, [NotNullWhen(false)] out string? problem)
    {
        var given = text.Trim();
        var isWildcard = given.StartsWith(Wildcard, StringComparison.Ordinal);
        pattern = null;
        if (given.StartsWith('.')) problem = $"'{PlainText.Excerpt(given)}' begins with a dot. A pattern is written '*{PlainText.Excerpt(given)}' (RFC 8461 section 4.1).";
        else if ((isWildcard ? given[2..] : given).Contains('*', StringComparison.Ordinal)) problem = $"'{PlainText.Excerpt(given)}' has a wildcard that is not the whole first label. Write it as *.example.com (RFC 8461 section 4.1).";
        else if (!RecordDomain.TryReadHost(isWildcard ? given[2..] : given, out var host, out problem)) return false;
        else if (host.LabelCount == 1) problem = $"'{PlainText.Excerpt(given)}' is no whole name{(isWildcard ? ": the pattern would stand for every name of a top-level domain" : "")}. Give the host as its MX record has it, as mx1.example.com.";
        else pattern = new MtaStsPattern(host, isWildcard);
        return pattern is not null;
    }

    /// <summary>A host matches: it is the same, or has just one label where the wildcard stands (RFC 8461 section 4.1).</summary>
    public bool Matches(DnsName host) => IsWildcard ? !host.IsRoot && host.Parent.Equals(Host) : host.Equals(Host);

    /// <inheritdoc/>
    public override string ToString() => IsWildcard ? $"{Wildcard}{Host}" : $"{Host}";
}
