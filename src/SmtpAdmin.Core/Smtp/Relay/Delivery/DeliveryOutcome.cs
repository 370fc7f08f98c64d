namespace SmtpAdmin.Smtp.Relay;

/// <summary>What became of an attempt to deliver to one recipient.</summary>
internal enum DeliveryOutcome
{
    /// <summary>The next server answered 2yz behind the message: it is theirs now.</summary>
    Delivered,
    /// <summary>Failed for now, or the outcome is not known: to be tried again.</summary>
    Deferred,
    /// <summary>Failed for good.</summary>
    Failed,
    /// <summary>Not tried: the server went away before this recipient's turn came. Counts as no attempt.</summary>
    NotTried,
}
