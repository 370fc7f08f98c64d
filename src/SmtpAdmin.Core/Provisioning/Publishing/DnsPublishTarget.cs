using System.Net;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Provisioning;

/// <summary>The server that takes a zone's changes.</summary>
/// <param name="EndPoint">Where it is.</param>
/// <param name="Host">Its name; empty where it was given by its address.</param>
/// <param name="Primary">The primary server that the zone's SOA names (RFC 1035 section 3.3.13); null where that is not known.</param>
internal sealed record DnsPublishTarget(IPEndPoint EndPoint, string Host, DnsName? Primary)
{
    /// <summary>The server for people.</summary>
    public string Shown => Host.Length > 0 ? $"{Host} ({EndPoint})" : EndPoint.ToString();

    /// <summary>The same with the primary server that the zone's SOA names, for a hint.</summary>
    public async Task<DnsPublishTarget> WithPrimaryAsync(DnsPrimary server, DnsName zone, CancellationToken cancellationToken)
    {
        if (Primary is not null) return this;
        var answer = (await server.AskAsync([new DnsQuestion(zone, DnsType.SOA)], cancellationToken).ConfigureAwait(false))[0];
        return this with { Primary = answer.Message?.Answers.OfType<SoaRecord>().FirstOrDefault()?.PrimaryServer };
    }

    /// <summary>A hint where another server may be the one that takes changes, as a sentence with a blank in front; empty where it is this one.</summary>
    public string PrimaryText => Primary is null || Host.Equals(Primary.ToString(), StringComparison.OrdinalIgnoreCase) ? "" : $" Only the primary server takes changes; the zone's SOA names {Primary}.";
}
