namespace SmtpAdmin.Smtp.Relay;

/// <summary>Another relay has the spool.</summary>
internal sealed class SpoolInUseException(string message) : IOException(message);
