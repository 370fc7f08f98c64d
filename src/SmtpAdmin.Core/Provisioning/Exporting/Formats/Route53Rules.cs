using SmtpAdmin.Dns;

namespace SmtpAdmin.Provisioning;

/// <summary>What Route 53 does not take, by its API and by Terraform alike (ResourceRecordSet, "Name", of the API's version 2013-04-01).</summary>
internal static class Route53Rules
{
    /// <summary>Why a set is not taken; null where it is.</summary>
    public static string? Problem(DnsRecordSet set)
    {
        if (set.Owner.IsRoot) return null;
        var first = set.Owner.Wire.Slice(1, set.Owner.Wire[0]);
        if (!first.Contains((byte)'*')) return null;
        if (first.Length > 1) return "an asterisk in the first label has to be the whole of it.";
        return set.Type == DnsType.NS ? "it has no wildcards of this type." : null;
    }
}
