using System.Globalization;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Provisioning;

/// <summary>What is to be said at the end of waiting.</summary>
internal static class DnsWaitFindings
{
    private const string NegativeCaching = "RFC 2308 section 5";

    public static DnsWaitResult Result(DnsWaitItem item, IReadOnlyList<DnsWaitServer> servers, DnsWaitOptions options, double waitedMs, TimeSpan? stale, DateTimeOffset now)
    {
        var status = DnsWaitReading.Together(servers);
        var isSure = status == DnsWaitStatus.Visible && stale is not null;
        return new DnsWaitResult
        {
            Wanted = item.Wanted,
            Status = status,
            Servers = servers,
            WaitedMs = waitedMs,
            StaleSeconds = (long?)stale?.TotalSeconds,
            StaleUntil = isSure ? now + stale : null,
            Findings = [.. Of(item, status, servers, options, stale, now)],
        };
    }

    private static IEnumerable<Finding> Of(DnsWaitItem item, DnsWaitStatus status, IReadOnlyList<DnsWaitServer> servers, DnsWaitOptions options, TimeSpan? stale, DateTimeOffset now)
    {
        var what = $"{item.Wanted.Name} {DnsTypeText.Of(item.Wanted.Type)}";
        if (status != DnsWaitStatus.Visible)
        {
            var late = servers.Where(server => server.Status is not (DnsWaitStatus.Visible or DnsWaitStatus.NotReached)).Select(server => server.ToString());
            var message = FormattableString.Invariant($"{what} was not {(item.Wanted.Records.Count == 0 ? "gone at" : "seen by")} {(options.All || options.Servers.Count > 0 ? "every server" : "the resolver")} within {Seconds(options.Timeout)}. {string.Join("; ", late)}.");
            yield return status == DnsWaitStatus.Unknown
                ? new Finding(FindingSeverity.Warning, "WAIT-UNKNOWN", message, $"Whether it is there is not known: ask again when the servers answer{(options.Servers.Count > 0 ? "" : ", or other DNS servers with -DnsServer")}.")
                : new Finding(FindingSeverity.Error, "WAIT-NOT-VISIBLE", message, options.All || options.Servers.Count > 0
                    ? "Look whether the secondary servers follow the primary one (the SOA serial, notify, allow-transfer), or wait longer with -Timeout."
                    : "A resolver keeps what it knows for its time to live. Wait longer with -Timeout, or ask the zone's own servers with -All.");
            yield break;
        }
        if (stale is { } time && time > TimeSpan.Zero)
        {
            yield return new Finding(
                FindingSeverity.Information, "WAIT-STALE",
                string.Create(CultureInfo.InvariantCulture, $"Resolvers that asked before may still serve what was there for {Seconds(time)}, until {(now + time).ToLocalTime():yyyy-MM-dd HH:mm:ss zzz}."),
                Reference: item.Before is { Records.Count: 0 } ? NegativeCaching : "RFC 1035 section 3.2.1");
        }
        else if (stale is null && item.Before is { Records.Count: 0 })
        {
            yield return new Finding(
                FindingSeverity.Information, "WAIT-STALE-UNKNOWN", "How long resolvers may still serve that nothing was there is not known: the zone did not tell.",
                "It is the negative time to live of the zone's SOA record.", NegativeCaching);
        }
        else if (stale is null)
        {
            yield return new Finding(
                FindingSeverity.Information, "WAIT-STALE-UNKNOWN", "How long resolvers may still serve what was there before is not known: nobody told what that was.",
                "It is the time to live that the old records had. Hand over what Publish-DnsRecord -PassThru writes, which has it.", NegativeCaching);
        }
    }

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.###} {(time.TotalSeconds == 1 ? "second" : "seconds")}");
}
