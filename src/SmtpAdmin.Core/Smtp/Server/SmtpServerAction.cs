namespace SmtpAdmin.Smtp.Server;

/// <summary>What a session does about a command.</summary>
internal enum SmtpServerAction
{
    /// <summary>Nothing: the transition's reply is all.</summary>
    Refuse,
    /// <summary>Take the client's name; drop any transaction.</summary>
    Greet,
    /// <summary>Go over to TLS.</summary>
    StartTls,
    /// <summary>Let the client log in.</summary>
    Authenticate,
    /// <summary>Open a transaction.</summary>
    OpenTransaction,
    /// <summary>Add a recipient.</summary>
    AddRecipient,
    /// <summary>Take the message.</summary>
    TakeMessage,
    /// <summary>Take a part of the message.</summary>
    TakeChunk,
    /// <summary>Read a part of a message and forget it; the transition's reply is all.</summary>
    SkipChunk,
    /// <summary>Drop the transaction.</summary>
    Reset,
    /// <summary>Answer, and change nothing.</summary>
    Answer,
    /// <summary>Say goodbye.</summary>
    Quit,
}
