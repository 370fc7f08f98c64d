namespace SmtpAdmin.Smtp.Relay;

/// <summary>How the delivery to a destination goes, for status.</summary>
/// <param name="Name">The destination: a smart host with its port, or a domain.</param>
/// <param name="Connections">Connections that are made, or being made.</param>
/// <param name="ConnectionLimit">How many there may be now.</param>
/// <param name="InFlight">Messages being sent.</param>
/// <param name="BackedOffUntil">Until when it is left alone, because no server of it could be reached; null while it is tried.</param>
/// <param name="LastError">What went wrong last; null when nothing did since the start, or since all went well again.</param>
/// <param name="Delivered">Recipients that the server took since the start.</param>
/// <param name="Deferred">Attempts that failed for now since the start, by recipient.</param>
internal sealed record DestinationFigures(
    string Name, int Connections, int ConnectionLimit, int InFlight, DateTimeOffset? BackedOffUntil, string? LastError, long Delivered, long Deferred);
