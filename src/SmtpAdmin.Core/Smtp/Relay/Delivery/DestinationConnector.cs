using System.Net;
using SmtpAdmin.Dns;
using SmtpAdmin.Smtp.Client;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>Gets a connection to a destination: goes through its servers and their addresses until one opens.</summary>
/// <param name="options">How deliveries are made.</param>
/// <param name="finder">Finds the servers.</param>
/// <param name="opener">Opens a session.</param>
/// <param name="resolver">Asks for the servers' addresses.</param>
/// <param name="connector">Knows which addresses there is a route to.</param>
/// <param name="time">Measures.</param>
internal sealed class DestinationConnector(
    SmtpRelayOptions options, HostFinder finder, SessionOpener opener, IDnsResolver resolver, ISmtpConnector connector, TimeProvider time)
{
    private const int MaxAddresses = 16; // tried for one message; a domain may name hundreds

    private static readonly TimeSpan LookupTimeout = TimeSpan.FromMinutes(1);

    private readonly UnreachableAddresses _unreachable = new(time);

    /// <summary>Gets a connection.</summary>
    /// <returns>The connection; or why there is none: a permanent problem only where each server that was found has one.</returns>
    public async Task<(RelaySession? Session, DeliveryProblem? Problem)> ConnectAsync(RelayDestination destination, CancellationToken cancellationToken)
    {
        try
        {
            var (hosts, none) = await finder.FindAsync(destination, cancellationToken).ConfigureAwait(false);
            if (none is not null) return (null, none);
            return await ConnectAsync(hosts, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return (null, new DeliveryProblem(DeliveryOutcome.NotTried, "4.3.2", "The relay stops."));
        }
    }

    private async Task<(RelaySession? Session, DeliveryProblem? Problem)> ConnectAsync(IReadOnlyList<DeliveryHost> hosts, CancellationToken cancellationToken)
    {
        DeliveryProblem? worst = null;
        var later = new List<(DeliveryHost Host, IPAddress Address)>();
        var tried = 0;
        foreach (var host in hosts)
        {
            var (addresses, missing) = await AddressesAsync(host, cancellationToken).ConfigureAwait(false);
            if (missing is not null) worst = Worse(worst, missing);
            foreach (var address in addresses)
            {
                if (_unreachable.Contains(new IPEndPoint(address, host.Port)))
                {
                    later.Add((host, address));
                    continue;
                }
                if (tried++ == MaxAddresses) return (null, worst);
                var (session, problem) = await OpenAsync(host, address, cancellationToken).ConfigureAwait(false);
                if (session is not null) return (session, null);
                worst = Worse(worst, problem!);
                if (problem!.Outcome == DeliveryOutcome.NotTried || problem.IsLoop) return (null, worst); // RFC 5321 section 5.1: none behind ourselves
                if (problem.IsAboutHost) break;
            }
        }
        foreach (var (host, address) in later)
        {
            if (tried++ == MaxAddresses) break;
            var (session, problem) = await OpenAsync(host, address, cancellationToken).ConfigureAwait(false);
            if (session is not null) return (session, null);
            worst = Worse(worst, problem!);
            if (problem!.Outcome == DeliveryOutcome.NotTried) break;
        }
        return (null, worst);
    }

    private async Task<(RelaySession? Session, DeliveryProblem? Problem)> OpenAsync(DeliveryHost host, IPAddress address, CancellationToken cancellationToken)
    {
        var opened = await opener.OpenAsync(host, address, cancellationToken).ConfigureAwait(false);
        var endPoint = new IPEndPoint(address, host.Port);
        if (opened.Problem is { Status: "4.4.1" }) _unreachable.Add(endPoint);
        else _unreachable.Remove(endPoint);
        return opened;
    }

    private async Task<(IReadOnlyList<IPAddress> Addresses, DeliveryProblem? Problem)> AddressesAsync(DeliveryHost host, CancellationToken cancellationToken)
    {
        if (host.Address is { } literal) return ([literal], null);
        if (!SmtpServerName.TryParse(host.Name, out _, out var flaw)) // what stands in the DNS is not always a name
            return ([], Missing(host, flaw, SmtpFailureKind.NameNotFound));
        var found = await ServerAddresses.FindAsync(
            host.Name, options.Delivery.AddressFamily, null, LookupTimeout, resolver, connector, time, cancellationToken).ConfigureAwait(false);
        return found.Outcome.Kind switch
        {
            SmtpFailureKind.None => (found.Addresses, null),
            SmtpFailureKind.NameUnknown => ([], DeliveryProblem.Temporary("4.4.3", found.Outcome.Text, found.Outcome.Kind)),
            SmtpFailureKind.NoAddressOfFamily => ([], DeliveryProblem.Temporary("4.4.4", found.Outcome.Text, found.Outcome.Kind)),
            _ => ([], Missing(host, found.Outcome.Text, found.Outcome.Kind)),
        };
    }

    /// <summary>Mail hosts that do not exist are an error of the domain's (RFC 5321 section 5.1); a smart host that does not exist is ours.</summary>
    private static DeliveryProblem Missing(DeliveryHost host, string text, SmtpFailureKind kind) => host.IsSmartHost
        ? DeliveryProblem.Temporary("4.4.4", text, kind)
        : DeliveryProblem.Permanent("5.4.4", text, kind);

    /// <summary>What is reported of several: that it is not tried before that it may work later, and that before that it never will; of equals the last.</summary>
    private static DeliveryProblem Worse(DeliveryProblem? known, DeliveryProblem problem)
    {
        if (known is null || problem.Outcome == DeliveryOutcome.NotTried) return problem;
        return known.Outcome == DeliveryOutcome.Deferred && problem.Outcome == DeliveryOutcome.Failed ? known : problem;
    }
}
