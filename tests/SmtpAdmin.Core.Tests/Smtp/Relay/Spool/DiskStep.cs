namespace SmtpAdmin.Core.Tests.Smtp.Relay;

/// <summary>A step that a disk may fail at.</summary>
internal enum DiskStep
{
    CreateFolder,
    Create,
    Open,
    Write,
    Sync,
    Truncate,
    Read,
    Delete,
    Rename,
    SyncFolder,
}
