namespace SmtpAdmin.Reputation;

/// <summary>Whether a list may be asked now.</summary>
internal enum DnsblPassage
{
    /// <summary>It may.</summary>
    Ask,

    /// <summary>It need not be: what is known of the list decides for every target.</summary>
    Closed,

    /// <summary>Not yet: whether it can be believed, or answers at all, is being found out.</summary>
    Wait,
}
