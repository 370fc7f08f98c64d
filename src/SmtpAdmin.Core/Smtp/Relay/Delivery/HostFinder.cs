using SmtpAdmin.Dns;
using SmtpAdmin.Smtp.Client;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>Finds the servers for a destination, in the order in which they are tried.</summary>
/// <param name="options">The relay's own name, and how deliveries are made.</param>
/// <param name="resolver">Asks the DNS.</param>
/// <param name="policies">Knows more about TLS than the options; null for nobody.</param>
/// <param name="time">Measures the deadline.</param>
/// <param name="random">Decides among MX of equal preference; safe for several threads.</param>
internal sealed class HostFinder(SmtpRelayOptions options, IDnsResolver resolver, ITlsPolicySource? policies, TimeProvider time, Random random)
{
    private static readonly TimeSpan LookupTimeout = TimeSpan.FromMinutes(1);

    private readonly MailRouter _router = new(resolver, random) { ExaminesHosts = false };

    /// <summary>Finds the servers.</summary>
    /// <returns>The servers; or, where there are none, why.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async ValueTask<(IReadOnlyList<DeliveryHost> Hosts, DeliveryProblem? Problem)> FindAsync(RelayDestination destination, CancellationToken cancellationToken)
    {
        if (destination.Domain is not { } domain) return (SmartHosts(destination.Route), null);
        var route = await RouteAsync(domain, cancellationToken).ConfigureAwait(false);
        if (route.Hosts.Count == 0) return ([], Problem(route));

        // RFC 5321 section 5.1: where we are one of the hosts ourselves, only those that are better than us may be tried.
        var own = route.Hosts.FirstOrDefault(IsSelf);
        var hosts = own is null ? route.Hosts : [.. route.Hosts.Where(host => host.Preference < own.Preference)];
        if (hosts.Count == 0) return ([], Loop($"{route.Text} That is this relay itself."));

        var delivery = new List<DeliveryHost>(hosts.Count);
        foreach (var host in hosts)
        {
            var tls = options.Delivery.Tls;
            if (policies is not null) tls = await policies.GetAsync(domain, host.Name, tls, cancellationToken).ConfigureAwait(false);
            delivery.Add(new DeliveryHost(host.Address?.ToString() ?? host.Name, options.Delivery.MxPort)
            {
                Preference = host.Preference ?? 0,
                Address = host.Address,
                Tls = tls,
            });
        }
        return (delivery, null);
    }

    /// <summary>Mail that would come back to us (RFC 5321 section 6.3).</summary>
    public static DeliveryProblem Loop(string text) =>
        DeliveryProblem.Permanent("5.4.6", $"Mail loop: {text}") with { IsLoop = true };

    private static DeliveryHost[] SmartHosts(SmtpRelayRoute route) => [.. route.SmartHosts.Select(host => new DeliveryHost(host.Host, host.Port)
    {
        IsSmartHost = true,
        Tls = host.Tls,
        ImplicitTls = host.ImplicitTls,
        Credentials = host.Credentials,
        AllowInsecureAuth = host.AllowInsecureAuth,
    })];

    private bool IsSelf(MailHost host) => host.Address is null && string.Equals(host.Name, options.HostName, StringComparison.OrdinalIgnoreCase);

    private async ValueTask<MailRoute> RouteAsync(string domain, CancellationToken cancellationToken)
    {
        if (domain.StartsWith('['))
        {
            return EmailAddress.TryParse($"postmaster@{domain}", out var address, out var problem)
                ? await _router.RouteAsync(address, cancellationToken).ConfigureAwait(false)
                : Failure(domain, SmtpFailureKind.NameNotFound, problem);
        }
        if (!DnsName.TryParse(domain, out var name, out var flaw)) return Failure(domain, SmtpFailureKind.NameNotFound, flaw);
        using var deadline = new CancellationTokenSource(LookupTimeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return await _router.RouteAsync(name, both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Failure(domain, SmtpFailureKind.NameUnknown, $"The mail hosts of {domain} are not known: the look-up took too long.");
        }
    }

    private static MailRoute Failure(string domain, SmtpFailureKind kind, string text) =>
        new() { Domain = domain, Kind = MailRouteKind.None, FailureKind = kind, Text = text };

    private static DeliveryProblem Problem(MailRoute route) => route.FailureKind switch
    {
        SmtpFailureKind.NullMx => DeliveryProblem.Permanent("5.1.10", route.Text, route.FailureKind), // RFC 7505 section 4.2
        SmtpFailureKind.NameNotFound => DeliveryProblem.Permanent("5.1.2", route.Text, route.FailureKind),
        _ => DeliveryProblem.Temporary("4.4.3", route.Text, route.FailureKind),
    };
}
