namespace SmtpAdmin.Dkim;

/// <summary>How key records are checked.</summary>
public sealed record DkimRecordCheckOptions
{
    /// <summary>How many records are asked for at once.</summary>
    public int Concurrency { get; init; } = 32;
}
