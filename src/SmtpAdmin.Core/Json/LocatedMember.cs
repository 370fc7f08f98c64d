namespace SmtpAdmin;

/// <summary>A property of a JSON object.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Offset">The offset of the name's first octet.</param>
/// <param name="Value">Its value.</param>
internal sealed record LocatedMember(string Name, int Offset, LocatedJson Value);
