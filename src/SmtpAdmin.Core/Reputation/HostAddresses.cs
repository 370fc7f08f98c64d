using System.Net;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Reputation;

/// <summary>The addresses of a host, and what the look-ups said.</summary>
/// <param name="Addresses">The addresses, IPv4 first.</param>
/// <param name="Answers">The answers to the A and the AAAA look-up.</param>
internal sealed record HostAddresses(IReadOnlyList<IPAddress> Addresses, IReadOnlyList<DnsAnswer> Answers)
{
    /// <summary>A family's look-up failed, so that there may be more addresses.</summary>
    public bool MayBeMore => Answers.Any(answer => !answer.IsConclusive);

    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<HostAddresses> LookUpAsync(IDnsResolver resolver, DnsName host, CancellationToken cancellationToken)
    {
        var answers = await Task.WhenAll(
            resolver.ResolveAsync(host, DnsType.A, cancellationToken).AsTask(),
            resolver.ResolveAsync(host, DnsType.AAAA, cancellationToken).AsTask()).ConfigureAwait(false);
        return new HostAddresses(In(answers), answers);
    }

    /// <summary>The addresses in the answers.</summary>
    public static IReadOnlyList<IPAddress> In(IEnumerable<DnsAnswer> answers) =>
    [
        .. answers.SelectMany(answer => answer.Records).Select(record => record switch
        {
            ARecord a => a.Address,
            AaaaRecord aaaa => aaaa.Address,
            _ => null,
        }).OfType<IPAddress>().Distinct(),
    ];

    /// <summary>What to say of a host that gave no address, or not all; null when nothing is open.</summary>
    public Finding? Problem(string host) => Answers.FirstOrDefault(answer => !answer.IsConclusive) is { } unknown
        ? ReverseDnsFindings.HostUnknown(host, unknown)
        : Addresses.Count == 0 ? ReverseDnsFindings.HostWithoutAddress(host) : null;
}
