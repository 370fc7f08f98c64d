using SmtpAdmin.Dns;

namespace SmtpAdmin.Provisioning;

/// <summary>What a server's refusal means, and what to do about it.</summary>
internal static class DnsPublishFaults
{
    /// <summary>The problem that a reply tells of.</summary>
    /// <param name="reply">The reply; not one that says that all was done.</param>
    /// <param name="zone">The zone.</param>
    /// <param name="target">The server, and what the zone's SOA says of it.</param>
    /// <param name="key">The key that was used; null for none.</param>
    public static DnsPublishProblem Of(DnsUpdateReply reply, DnsName zone, DnsPublishTarget target, TsigKey? key)
    {
        var (server, said) = (target.Shown, reply.Detail.Length > 0 ? $" {reply.Detail}" : "");
        return reply.Outcome switch
        {
            DnsUpdateOutcome.Changed => Problem(DnsPublishFault.ChangedMeanwhile, $"{zone} at {server} was changed by somebody else between our reading and our writing ({DnsRcode.ToText(reply.Rcode)}). Nothing was changed. Look at what is there now, and publish again."),
            DnsUpdateOutcome.Refused => Problem(DnsPublishFault.Refused, key is null
                ? $"{server} refuses to change {zone} (REFUSED), or to be asked about it: the request is not signed. Give the key that its configuration names with -KeyPath, or have it allow this machine's address.{target.PrimaryText}"
                : $"{server} refuses to change {zone} for the key {key.Name} (REFUSED). Its configuration has to allow it: in BIND by allow-update {{ key \"{key.Name}\"; }}; or by a grant in update-policy for these names and types, at the primary server of the zone. (An MX record BIND refuses too where its host is in the zone and has no address.){target.PrimaryText}"),
            DnsUpdateOutcome.NotAuth => Problem(DnsPublishFault.NotAuth, $"{server} is not authoritative for {zone} (NOTAUTH). Name the zone that the server has with -Zone, or its primary server with -Server.{target.PrimaryText}"),
            DnsUpdateOutcome.NotZone => Problem(DnsPublishFault.NotZone, $"{server} says that a name is not in {zone} (NOTZONE). Name the zone that all of them are in with -Zone."),
            DnsUpdateOutcome.BadKey => Problem(DnsPublishFault.BadKey, $"{server} does not know the key {key?.Name} for {AlgorithmOf(key)} (BADKEY). The name and the algorithm have to be those of its configuration, letter for letter."),
            DnsUpdateOutcome.BadSignature => Problem(DnsPublishFault.BadSignature, $"{server} has another secret under the name {key?.Name} (BADSIG). Take the secret from its configuration."),
            DnsUpdateOutcome.BadTime => Problem(DnsPublishFault.BadTime, $"{server} does not take the signature, because the clocks differ (BADTIME).{said} Set the clock that is wrong; time from NTP keeps both right."),
            DnsUpdateOutcome.NotImplemented => Problem(DnsPublishFault.NotImplemented, $"{server} takes no updates (NOTIMP). Export the records in a form that it does take, with Export-DnsRecord.{target.PrimaryText}"),
            DnsUpdateOutcome.NotSent => Problem(DnsPublishFault.Unreachable, $"{server} was not reached, and nothing was changed.{said} Name another server with -Server, or open the way to its port."),
            DnsUpdateOutcome.Unknown => Problem(DnsPublishFault.NoAnswer, $"{server} gave no answer that can be believed.{said}"),
            DnsUpdateOutcome.FormatError => Problem(DnsPublishFault.ServerError, $"{server} could not read the request (FORMERR), and nothing was changed in {zone}. Its log says why."),
            _ => Problem(DnsPublishFault.ServerError, $"{server} answered {DnsRcode.ToText(reply.Rcode)} when it was asked about {zone}. Its log says why."),
        };

        DnsPublishProblem Problem(DnsPublishFault fault, string message) => new(fault, message, server);
    }

    /// <summary>A question about the zone was refused: servers answer so for what is not theirs, too.</summary>
    public static DnsPublishProblem AnswerRefused(DnsName zone, DnsPublishTarget target, TsigKey? key) => new(
        DnsPublishFault.Refused, $"{target.Shown} does not answer for {zone} (REFUSED): either it has no such zone, or not for {(key is null ? "requests that are not signed" : $"the key {key.Name}")}. See that {zone} is the zone and this its primary server, else name them with -Zone and -Server; or have its configuration allow the {(key is null ? "request" : "key")} to ask and to change it (in BIND allow-query and allow-update).{target.PrimaryText}", target.Shown);

    /// <summary>It is not known whether records are the name's own.</summary>
    /// <param name="set">The records.</param>
    /// <param name="reason">Why the server does not say.</param>
    public static DnsPublishProblem NotTold(DnsRecordSet set, DnsPublishProblem reason) => reason with
    {
        Message = $"A wildcard above {set.Owner} has the same {DnsTypeText.Of(set.Type)} records, and it could not be found out whether the name has any itself. Nothing was changed. {reason.Message}",
        Subject = set.Name,
    };

    /// <summary>An alias stands alone.</summary>
    public static DnsPublishProblem AliasBesideOthers(DnsRecordSet alias) => new(
        DnsPublishFault.CnameBesideOtherData, $"{alias.Owner} has records of other types, and an alias stands alone (RFC 1034 section 3.6.2). Nothing was changed. Remove those first, or give the records themselves in place of the alias.", alias.Name);

    private static string AlgorithmOf(TsigKey? key) => key is null ? "" : $"{TsigAlgorithms.NameOf(key.Algorithm)}";
}
