namespace SmtpAdmin.Smtp.Relay;

/// <summary>Who has a recipient, so that nobody else takes it meanwhile.</summary>
internal enum RecipientHolder : byte
{
    /// <summary>Nobody.</summary>
    Nobody,
    /// <summary>A delivery is under way.</summary>
    Delivery,
    /// <summary>A report about it is being stored; behind that it will be final.</summary>
    Report,
}
