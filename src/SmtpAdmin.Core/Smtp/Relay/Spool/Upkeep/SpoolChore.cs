namespace SmtpAdmin.Smtp.Relay;

/// <summary>What is done next about segments.</summary>
internal enum SpoolChore
{
    /// <summary>Nothing.</summary>
    None,
    /// <summary>Nobody needs the oldest: it goes.</summary>
    Drop,
    /// <summary>What is still needed of the oldest is written again at the end, so that it can go.</summary>
    Move,
    /// <summary>The one that is being written is ended before it is full, so that it can go in its turn.</summary>
    Seal,
}
