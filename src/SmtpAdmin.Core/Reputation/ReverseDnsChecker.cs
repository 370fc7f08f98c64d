using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Reputation;

/// <summary>Checks that an address's PTR names lead back to it (forward-confirmed reverse DNS: RFC 1912 section 2.1, RFC 8601 section 3).</summary>
/// <param name="resolver">Who is asked.</param>
/// <param name="timeProvider">Tells how long a check took.</param>
public sealed class ReverseDnsChecker(IDnsResolver resolver, TimeProvider timeProvider)
{
    /// <summary>More PTR names than this are listed but not followed, as in RFC 7208 section 5.5.</summary>
    internal const int MaxNames = 10;

    /// <summary>Checks every address of every target, several at once; results come as they are ready.</summary>
    /// <param name="targets">What to check.</param>
    /// <param name="options">What else to look at.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public IAsyncEnumerable<ReverseDnsResult> CheckAllAsync(
        IAsyncEnumerable<ReputationTarget> targets, ReverseDnsOptions options, CancellationToken cancellationToken) =>
        BoundedWork.RunAsync(
            SubjectsAsync(targets, cancellationToken),
            options.Concurrency,
            (subject, token) => CheckSubjectAsync(subject, options, token),
            cancellationToken);

    /// <summary>Checks one address.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Task<ReverseDnsResult> CheckAsync(IPAddress address, ReverseDnsOptions options, CancellationToken cancellationToken) =>
        CheckSubjectAsync(new Subject(address.ToString(), address, null), options, cancellationToken);

    private async Task<ReverseDnsResult> CheckSubjectAsync(Subject subject, ReverseDnsOptions options, CancellationToken cancellationToken)
    {
        if (subject.Address is not { } address) return ReverseDnsVerdict.WithoutAddress(subject.Target, options, subject.Host!);

        var start = timeProvider.GetTimestamp();
        var helo = CheckHeloNameAsync(options.HeloName, address, cancellationToken);
        var pointers = await resolver.ResolveAsync(DnsName.ForReverse(address), DnsType.PTR, cancellationToken).ConfigureAwait(false);
        var targets = pointers.Records.OfType<PtrRecord>().Select(record => record.Target).Distinct().ToList();
        var names = await Task.WhenAll(targets.Take(MaxNames).Select(name => FollowAsync(name, address, cancellationToken))).ConfigureAwait(false);
        var verdict = new ReverseDnsVerdict(subject.Target, address, options, pointers, targets, names, await helo.ConfigureAwait(false));
        return verdict.ToResult() with { DurationMs = Milliseconds.Since(timeProvider, start) };
    }

    private async Task<ForwardName?> CheckHeloNameAsync(string? heloName, IPAddress address, CancellationToken cancellationToken) =>
        heloName is not null && DnsName.TryParse(heloName, out var name, out _)
            ? await FollowAsync(name, address, cancellationToken).ConfigureAwait(false)
            : null;

    /// <summary>Both families are looked up, for people to see; only the family of the address decides.</summary>
    private async Task<ForwardName> FollowAsync(DnsName name, IPAddress address, CancellationToken cancellationToken)
    {
        var a = resolver.ResolveAsync(name, DnsType.A, cancellationToken).AsTask();
        var aaaa = resolver.ResolveAsync(name, DnsType.AAAA, cancellationToken).AsTask();
        await Task.WhenAll(a, aaaa).ConfigureAwait(false);
        var addresses = HostAddresses.In([await a.ConfigureAwait(false), await aaaa.ConfigureAwait(false)]);
        var decisive = await (address.AddressFamily == AddressFamily.InterNetwork ? a : aaaa).ConfigureAwait(false);
        return new ForwardName(name.ToString(), decisive.Outcome, addresses, addresses.Contains(address) && HostNames.IsUsable(name));
    }

    private async IAsyncEnumerable<Subject> SubjectsAsync(
        IAsyncEnumerable<ReputationTarget> targets, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var target in targets.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (target.Block is { } block)
            {
                foreach (var address in block.Addresses()) yield return new Subject(target.Text, address, null);
                continue;
            }

            var host = await HostAddresses.LookUpAsync(resolver, target.Name!, cancellationToken).ConfigureAwait(false);
            foreach (var address in host.Addresses) yield return new Subject(target.Text, address, host);
            if (host.Addresses.Count == 0 || host.MayBeMore) yield return new Subject(target.Text, null, host);
        }
    }

    private sealed record Subject(string Target, IPAddress? Address, HostAddresses? Host);
}
