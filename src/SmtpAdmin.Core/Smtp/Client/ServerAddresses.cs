using System.Net;
using System.Net.Sockets;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Smtp.Client;

/// <summary>A server's addresses in the order in which they are tried.</summary>
/// <param name="Addresses">The addresses; empty when there are none, or when it is not known.</param>
/// <param name="Outcome">What the look-up brought.</param>
internal sealed record ServerAddresses(IReadOnlyList<IPAddress> Addresses, StageOutcome Outcome)
{
    /// <summary>More than any server has; a zone that lists thousands shall not keep us busy for days.</summary>
    private const int MaxAddresses = 32;

    private static readonly DnsName Localhost = DnsName.Parse("localhost");

    /// <summary>Finds a server's addresses.</summary>
    /// <param name="host">The server's name or address.</param>
    /// <param name="family">Which of its addresses to keep.</param>
    /// <param name="localAddress">The address of ours that the connection comes from, which decides the family too; null for any.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="resolver">Asks the DNS.</param>
    /// <param name="connector">Knows which addresses there is a route to.</param>
    /// <param name="timeProvider">Measures the deadline.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<ServerAddresses> FindAsync(
        string host, SmtpAddressFamily family, IPAddress? localAddress, TimeSpan limit, IDnsResolver resolver, ISmtpConnector connector, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        if (SmtpServerName.TryAddress(host, out var literal))
        {
            return Wanted(literal, family, localAddress)
                ? new ServerAddresses([literal], StageOutcome.Done($"{literal} is an address."))
                : Failed(SmtpFailureKind.NoAddressOfFamily, $"{literal} is no {Family(IsIPv6(literal) ? DnsType.A : DnsType.AAAA)} address.");
        }
        var name = DnsName.Parse(host);
        if (name.IsWithin(Localhost)) // never asked of the DNS: RFC 6761 section 6.3. IPv4 first: what listens there often knows only that.
        {
            var loopback = new[] { IPAddress.Loopback, IPAddress.IPv6Loopback }.Where(address => Wanted(address, family, localAddress)).ToArray();
            return new ServerAddresses(loopback, StageOutcome.Done($"{host} is {string.Join(", ", loopback.AsEnumerable())}."));
        }

        using var deadline = new CancellationTokenSource(limit, timeProvider);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            var questions = new List<Task<DnsAnswer>>(2);
            if (Wanted(IPAddress.IPv6Any, family, localAddress)) questions.Add(resolver.ResolveAsync(name, DnsType.AAAA, both.Token).AsTask());
            if (Wanted(IPAddress.Any, family, localAddress)) questions.Add(resolver.ResolveAsync(name, DnsType.A, both.Token).AsTask());
            var answers = await Task.WhenAll(questions).ConfigureAwait(false);
            if (answers is not [{ Outcome: DnsOutcome.NoData } none]) return Judge(host, answers, connector);
            var other = await resolver.ResolveAsync(name, none.Type == DnsType.A ? DnsType.AAAA : DnsType.A, both.Token).ConfigureAwait(false);
            return WithoutFamily(host, none, other);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Failed(SmtpFailureKind.NameUnknown, FormattableString.Invariant($"The addresses of {host} are not known: no answer came within {limit.TotalSeconds:0.###} s."));
        }
    }

    private static ServerAddresses Judge(string host, DnsAnswer[] answers, ISmtpConnector connector)
    {
        var unknown = answers.Where(answer => !answer.IsConclusive).Select(Describe).ToArray();
        var addresses = answers.SelectMany(AddressesIn).Distinct()
            .OrderBy(address => connector.HasRouteTo(address) ? 0 : 1) // stable: IPv6 stays before IPv4
            .ToArray();
        if (addresses.Length == 0)
        {
            return unknown.Length > 0
                ? Failed(SmtpFailureKind.NameUnknown, $"The addresses of {host} are not known: {string.Join("; ", unknown)}.")
                : Failed(SmtpFailureKind.NameNotFound, answers.Any(answer => answer.Outcome == DnsOutcome.NxDomain)
                    ? $"{host} does not exist."
                    : $"{host} exists, but has no {string.Join(" and no ", answers.Select(answer => answer.Type).Order())} record.");
        }
        var text = $"{host} is {List(addresses, ", which are not tried")}";
        if (unknown.Length > 0) text += $" ({string.Join("; ", unknown)})";
        return new ServerAddresses(addresses.Take(MaxAddresses).ToArray(), StageOutcome.Done(text + "."));
    }

    /// <summary>The family that was asked for has no address; whether the other one has tells a typing error from a family that does not fit.</summary>
    private static ServerAddresses WithoutFamily(string host, DnsAnswer none, DnsAnswer other)
    {
        if (other.Outcome is DnsOutcome.NoData or DnsOutcome.NxDomain)
            return Failed(SmtpFailureKind.NameNotFound, $"{host} exists, but has no {DnsType.A} and no {DnsType.AAAA} record.");
        var text = $"{host} has no {Family(none.Type)} address";
        if (other.Outcome == DnsOutcome.Answer) text += $", only {List([.. AddressesIn(other)], "")}";
        return Failed(SmtpFailureKind.NoAddressOfFamily, text + ".");
    }

    private static IEnumerable<IPAddress> AddressesIn(DnsAnswer answer) =>
        answer.Records.Select(record => record switch { ARecord a => a.Address, AaaaRecord aaaa => aaaa.Address, _ => null }).OfType<IPAddress>();

    private static string List(IPAddress[] addresses, string behindMore) => addresses.Length <= MaxAddresses
        ? string.Join(", ", addresses.AsEnumerable())
        : FormattableString.Invariant($"{string.Join(", ", addresses.Take(MaxAddresses))} and {addresses.Length - MaxAddresses} more{behindMore}");

    private static string Family(DnsType type) => type == DnsType.A ? "IPv4" : "IPv6";

    private static bool IsIPv6(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6;

    private static ServerAddresses Failed(SmtpFailureKind kind, string text) => new([], StageOutcome.Failed(kind, text));

    private static string Describe(DnsAnswer answer) =>
        $"the {answer.Type} look-up ended in {answer.Outcome}{(answer.Detail.Length == 0 ? "" : $", {answer.Detail.TrimEnd('.')}")}";

    private static bool Wanted(IPAddress address, SmtpAddressFamily family, IPAddress? localAddress) =>
        (localAddress is null || localAddress.AddressFamily == address.AddressFamily)
        && family switch
        {
            SmtpAddressFamily.IPv4Only => address.AddressFamily == AddressFamily.InterNetwork,
            SmtpAddressFamily.IPv6Only => address.AddressFamily == AddressFamily.InterNetworkV6,
            _ => true,
        };
}
