namespace SmtpAdmin.Dkim;

/// <summary>Takes a body in the form that is hashed.</summary>
internal interface ICanonicalSink
{
    /// <summary>Takes the next octets; they are gone after the call.</summary>
    void Write(ReadOnlySpan<byte> octets);
}
