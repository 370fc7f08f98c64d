namespace SmtpAdmin.Smtp.Relay;

/// <summary>How mail gets out: by smart hosts, tried in order, or straight to the recipients' MX.</summary>
public sealed record SmtpRelayRoute
{
    /// <summary>The recipient domains that take this route: names, each for itself alone, or <c>.example.org</c> for all below; empty for all that no other route has.</summary>
    public IReadOnlyList<string> Domains { get; init; } = [];

    /// <summary>The smart hosts, the first choice first; empty for the recipients' MX.</summary>
    public IReadOnlyList<SmtpSmartHost> SmartHosts { get; init; } = [];

    /// <summary>The mail goes to the recipients' MX.</summary>
    public bool IsDirect => SmartHosts.Count == 0;
}
