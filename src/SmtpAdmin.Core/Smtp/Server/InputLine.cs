using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Smtp.Server;

/// <summary>A line from the client.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Octets">The line without its end; valid until the next read.</param>
internal readonly record struct InputLine(LineScan Kind, ReadOnlyMemory<byte> Octets);
