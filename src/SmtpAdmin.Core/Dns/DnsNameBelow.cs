using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace SmtpAdmin.Dns;

/// <summary>
/// A name to ask for, that tells whether another one is there. A name that is not there has the same answer as any below it: a wildcard's, or that
/// there is none. Below a name that is there, its parent's wildcard says nothing (RFC 4592 section 3.3.1).
/// </summary>
internal static class DnsNameBelow
{
    /// <summary>Makes one two labels below: a wildcard right below the name does not answer for it. A second one below that would; nobody has those.</summary>
    /// <param name="owner">The name.</param>
    /// <param name="below">A name that nobody has asked for, so no cache knows it.</param>
    /// <returns>False where it would be too long.</returns>
    public static bool TryMake(DnsName owner, [NotNullWhen(true)] out DnsName? below) =>
        DnsName.Parse($"x{RandomNumberGenerator.GetHexString(12, lowercase: true)}.*").TryAppend(owner, out below);
}
