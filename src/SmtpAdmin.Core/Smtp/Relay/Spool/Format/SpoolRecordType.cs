namespace SmtpAdmin.Smtp.Relay;

/// <summary>What a record of the log says. The numbers are on disk.</summary>
internal enum SpoolRecordType : byte
{
    /// <summary>A block of a message's octets. It belongs to a message only when a commit names it.</summary>
    Content = 1,
    /// <summary>A message is complete: its envelope, and where its blocks are, in order.</summary>
    Commit = 2,
    /// <summary>Something changed in a message.</summary>
    Change = 3,
    /// <summary>A message is done with.</summary>
    Remove = 4,
    /// <summary>A commit in the place of what was said of the message before, changes included.</summary>
    Moved = 5,
    /// <summary>Nothing about a message: what stands before it was durable, and numbers below its own may have been given away.</summary>
    Mark = 6,
}
