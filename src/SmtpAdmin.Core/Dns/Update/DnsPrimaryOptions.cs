namespace SmtpAdmin.Dns;

/// <summary>How the server that takes changes is talked to.</summary>
internal sealed record DnsPrimaryOptions
{
    /// <summary>How long to wait for a connection, and for each answer.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Use TCP alone. Otherwise what fits into 512 octets goes over UDP.</summary>
    public bool Tcp { get; init; }
}
