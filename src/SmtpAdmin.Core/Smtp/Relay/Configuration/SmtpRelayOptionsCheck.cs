namespace SmtpAdmin.Smtp.Relay;

/// <summary>Looks whether a relay's options can be meant so, wherever they come from.</summary>
public static class SmtpRelayOptionsCheck
{
    /// <summary>Looks for contradictions and slips, and for an open relay.</summary>
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
        return [.. found.All, .. RelayPolicyCheck.Of(options, now).Select(finding => new SmtpRelayOptionsFinding(PropertyOf(finding.Code), finding))];
    }

    private static string PropertyOf(string code) => code switch
    {
        "RELAY-OPEN" => "allowNetwork",
        "RELAY-DKIM" => "dkim",
        _ => "listen",
    };
}
