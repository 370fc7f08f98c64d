namespace SmtpAdmin.Smtp.Relay;

/// <summary>What the files of a certificate look like from outside; another look means that somebody changed them, or what a link leads to.</summary>
internal readonly record struct FileStamps(FileStamp Certificate, FileStamp Key, FileStamp Password)
{
    /// <summary>Looks at the files.</summary>
    public static FileStamps Of(RelayCertificateFile file) => new(FileStamp.Of(file.Path), FileStamp.Of(file.KeyPath), FileStamp.Of(file.Password?.FilePath));
}
