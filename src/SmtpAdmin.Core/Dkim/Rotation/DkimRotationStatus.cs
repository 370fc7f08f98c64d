namespace SmtpAdmin.Dkim;

/// <summary>What a rotation waits for.</summary>
public enum DkimRotationStatus
{
    /// <summary>For time to pass, or for servers to follow.</summary>
    Waiting,

    /// <summary>For somebody to do something: publish or revoke a record, change or reload a signer.</summary>
    ActionNeeded,

    /// <summary>For nothing: it is over, and none is due.</summary>
    Done,

    /// <summary>Something is wrong that costs signatures or soon will: a record that vanished, a lost key, a signer ahead of the DNS.</summary>
    Broken,

    /// <summary>What has to be known could not be found out: servers did not answer, a file could not be read or written.</summary>
    Unknown,
}
