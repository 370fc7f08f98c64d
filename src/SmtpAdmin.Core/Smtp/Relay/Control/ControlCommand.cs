namespace SmtpAdmin.Smtp.Relay;

/// <summary>What a running relay can be asked for.</summary>
internal enum ControlCommand
{
    /// <summary>How it does.</summary>
    Status,
    /// <summary>Messages of the queue.</summary>
    List,
    /// <summary>A lever on messages of the queue.</summary>
    Change,
    /// <summary>The octets of a message.</summary>
    Export,
    /// <summary>To stop.</summary>
    Stop,
    /// <summary>To read its configuration again.</summary>
    Reload,
}
