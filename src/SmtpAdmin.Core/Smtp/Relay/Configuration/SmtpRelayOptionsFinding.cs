namespace SmtpAdmin.Smtp.Relay;

/// <summary>What is wrong with a relay's options, and with which.</summary>
/// <param name="Property">The property as a configuration has it: <c>listen[1].endPoint</c>, <c>retry.expireAfter</c>; empty for the whole.</param>
/// <param name="Finding">What is wrong and what to do. An error keeps the relay from starting.</param>
public sealed record SmtpRelayOptionsFinding(string Property, Finding Finding)
{
    /// <summary>The property and what is wrong with it, on one line.</summary>
    public override string ToString() => Property.Length == 0 ? Finding.ToString() : $"{Finding.Severity} {Finding.Code}: {Property}: {Finding.Message}";
}
