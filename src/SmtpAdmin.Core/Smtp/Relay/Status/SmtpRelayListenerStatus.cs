namespace SmtpAdmin.Smtp.Relay;

/// <summary>A listener of a running relay.</summary>
/// <param name="EndPoint">Where it listens, with the port that was free.</param>
/// <param name="Security">How its connections are encrypted; None too where there is no certificate to offer STARTTLS with.</param>
/// <param name="RequireAuth">Only who logs in may send.</param>
/// <param name="Connections">How many clients are connected now.</param>
public sealed record SmtpRelayListenerStatus(string EndPoint, RelayListenerSecurity Security, bool RequireAuth, int Connections)
{
    /// <summary>Where it listens, and how its connections are encrypted.</summary>
    public override string ToString() => $"{EndPoint} {Security}{(RequireAuth ? ", AUTH required" : "")}";
}
