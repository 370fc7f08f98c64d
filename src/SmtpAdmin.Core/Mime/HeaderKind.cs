namespace SmtpAdmin.Mime;

/// <summary>How a header's value is written.</summary>
internal enum HeaderKind
{
    /// <summary>Free text: encoded words where it needs them (RFC 5322 section 3.2.5).</summary>
    Unstructured,
    /// <summary>A grammar of its own: ASCII only, written as it is.</summary>
    Structured,
    /// <summary>An address list (RFC 5322 section 3.4).</summary>
    Addresses,
    /// <summary>Not for a caller to set.</summary>
    Forbidden,
}
