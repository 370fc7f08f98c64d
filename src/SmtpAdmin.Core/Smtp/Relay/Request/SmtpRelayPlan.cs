using SmtpAdmin.Dkim;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>What a request for a relay comes to: options that it can be started with, or what is wrong.</summary>
public sealed class SmtpRelayPlan : IDisposable
{
    private readonly IReadOnlyList<DkimSigningOptions> _signatures;

    internal SmtpRelayPlan(SmtpRelayOptions? options, IReadOnlyList<SmtpRelayOptionsFinding> errors, IReadOnlyList<Finding> findings, IReadOnlyList<DkimSigningOptions> signatures) =>
        (Options, Errors, Findings, _signatures) = (options, errors, findings, signatures);

    /// <summary>How the relay behaves; null where there are errors.</summary>
    public SmtpRelayOptions? Options { get; }

    /// <summary>What keeps it from being started. The properties are named as those of <see cref="SmtpRelayRequest"/>, which are the commands' parameters.</summary>
    public IReadOnlyList<SmtpRelayOptionsFinding> Errors { get; }

    /// <summary>What an administrator should look at besides, the worst first.</summary>
    public IReadOnlyList<Finding> Findings { get; }

    /// <summary>Wipes private keys. The relay that uses them has to be stopped.</summary>
    public void Dispose()
    {
        foreach (var signature in _signatures) signature.Key.Dispose();
    }
}
