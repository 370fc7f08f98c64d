namespace SmtpAdmin.Smtp.Relay;

/// <summary>Looks whether a relay's options can be meant so, wherever they come from.</summary>
public static class SmtpRelayOptionsCheck
{
    /// <summary>Looks for contradictions and slips.</summary>
    /// <param name="options">The options.</param>
    /// <param name="now">The time.</param>
    /// <returns>What was found, in the order of the options. Where none is an error, the relay may start.</returns>
    public static IReadOnlyList<SmtpRelayOptionsFinding> Find(SmtpRelayOptions options, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(options);
        var found = new RelayFindings();
        ListenerChecks.Check(options, found);
        RouteChecks.Check(options, found);
        AmountChecks.Check(options, found);
        NameChecks.Check(options, found);
        return [.. found.All, .. Policy(options, now, found)];
    }

    /// <summary>Who may send, and how mail is signed. What was told of the same already is not told again.</summary>
    private static IEnumerable<SmtpRelayOptionsFinding> Policy(SmtpRelayOptions options, DateTimeOffset now, RelayFindings found) =>
        from finding in RelayPolicyCheck.Of(options, now)
        where !found.All.Any(known => known.Finding.Code == finding.Code)
        select new SmtpRelayOptionsFinding(finding.Code switch { "RELAY-OPEN" => "allowNetwork", "RELAY-DKIM" => "dkim", _ => "listen" }, finding);
}
