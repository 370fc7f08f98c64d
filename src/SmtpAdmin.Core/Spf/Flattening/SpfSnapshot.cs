using System.Collections.Concurrent;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Spf;

/// <summary>One state of the DNS for one run: each question is asked once, so that the old record, the new one and the published one are read by the same answers. The walker's limits bound it.</summary>
/// <param name="resolver">Who is asked.</param>
internal sealed class SpfSnapshot(IDnsResolver resolver) : IDnsResolver
{
    private readonly ConcurrentDictionary<(DnsName, DnsType), DnsAnswer> _answers = [];

    public async ValueTask<DnsAnswer> ResolveAsync(DnsName name, DnsType type, CancellationToken cancellationToken) =>
        _answers.TryGetValue((name, type), out var known)
            ? known
            : _answers.GetOrAdd((name, type), await resolver.ResolveAsync(name, type, cancellationToken).ConfigureAwait(false));
}
