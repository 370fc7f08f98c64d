using System.Net;
using System.Net.Sockets;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Reputation;

/// <summary>Weighs what the look-ups brought. No network here: the same evidence always gives the same verdict.</summary>
internal sealed class ReverseDnsVerdict(
    string target,
    IPAddress address,
    ReverseDnsOptions options,
    DnsAnswer pointers,
    IReadOnlyList<DnsName> targets,
    IReadOnlyList<ForwardName> names,
    ForwardName? heloName)
{
    private readonly string? _confirmed = Best(names.Where(name => name.Confirms), options.HeloName, address);

    public ReverseDnsResult ToResult()
    {
        var status = Status();
        var genericReason = GenericReason();
        var helo = Helo();
        var evidence = new ReverseDnsEvidence(address, options, pointers, targets, names, heloName, status, helo, genericReason, _confirmed);
        return new ReverseDnsResult
        {
            Target = target,
            IPAddress = address,
            Status = status,
            PtrName = [.. targets.Select(name => name.ToString())],
            ConfirmedName = _confirmed,
            Names = names,
            IsGeneric = genericReason is not null,
            HeloName = options.HeloName,
            HeloStatus = helo,
            Findings = [.. ReverseDnsFindings.For(evidence)],
        };
    }

    /// <summary>A host name without an address: there is nothing to check, and that is a result too.</summary>
    public static ReverseDnsResult WithoutAddress(string target, ReverseDnsOptions options, HostAddresses host) => new()
    {
        Target = target,
        Status = host.MayBeMore ? ReverseDnsStatus.Unknown : ReverseDnsStatus.NotForwardable,
        HeloName = options.HeloName,
        Findings = host.Problem(target) is { } problem ? [problem] : [],
        DurationMs = Milliseconds.Of(host.Answers.Max(answer => answer.Duration)),
    };

    private ReverseDnsStatus Status()
    {
        if (_confirmed is not null) return ReverseDnsStatus.Pass;
        if (!pointers.IsConclusive) return ReverseDnsStatus.Unknown;
        if (targets.Count == 0) return ReverseDnsStatus.NoPtr;
        // A name that could not be looked up, or was one too many to follow, might have been the one.
        var usable = names.Where(name => name.IsUsable).ToList();
        if (targets.Count > names.Count || usable.Any(name => !IsConclusive(name.Outcome))) return ReverseDnsStatus.Unknown;
        return usable.Any(name => name.Addresses.Any(IsSameFamily)) ? ReverseDnsStatus.Mismatch : ReverseDnsStatus.NotForwardable;
    }

    private HeloStatus Helo()
    {
        if (options.HeloName is not { } given) return HeloStatus.NotChecked;
        if (HeloNames.TryReadLiteral(given, out var literal)) return literal.Equals(address) ? HeloStatus.NotInPtr : HeloStatus.Mismatch;
        if (heloName is null || !HeloNames.IsQualified(given)) return HeloStatus.Invalid;
        if (heloName.Confirms) return targets.Contains(DnsName.Parse(given)) ? HeloStatus.Pass : HeloStatus.NotInPtr;
        if (!IsConclusive(heloName.Outcome)) return HeloStatus.Unknown;
        return heloName.Addresses.Any(IsSameFamily) ? HeloStatus.Mismatch : HeloStatus.NotForwardable;
    }

    /// <summary>The confirmed name decides; where none is confirmed, all names must look generic to be called so.</summary>
    private string? GenericReason()
    {
        if (_confirmed is not null) return GenericNames.Reason(_confirmed, address);
        var reasons = targets.Where(HostNames.IsUsable).Select(name => GenericNames.Reason(name.ToString(), address)).ToList();
        return reasons.Count > 0 && reasons.All(reason => reason is not null) ? reasons[0] : null;
    }

    private static string? Best(IEnumerable<ForwardName> confirmed, string? heloName, IPAddress address) =>
        confirmed
            .OrderByDescending(name => heloName is not null && string.Equals(name.Name, heloName.TrimEnd('.'), StringComparison.OrdinalIgnoreCase))
            .ThenBy(name => GenericNames.Reason(name.Name, address) is not null)
            .FirstOrDefault()?.Name;

    private bool IsSameFamily(IPAddress other) => other.AddressFamily == address.AddressFamily;

    private static bool IsConclusive(DnsOutcome outcome) => outcome is DnsOutcome.Answer or DnsOutcome.NoData or DnsOutcome.NxDomain;
}
