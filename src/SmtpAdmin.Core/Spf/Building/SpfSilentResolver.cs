using SmtpAdmin.Dns;

namespace SmtpAdmin.Spf;

/// <summary>Asks nobody and knows nothing.</summary>
internal sealed class SpfSilentResolver : IDnsResolver
{
    public ValueTask<DnsAnswer> ResolveAsync(DnsName name, DnsType type, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new DnsAnswer { Name = name, Type = type, Outcome = DnsOutcome.Refused, Detail = "nothing is to be looked up" });
}
