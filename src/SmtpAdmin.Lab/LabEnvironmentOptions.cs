using SmtpAdmin.Smtp.Server;

namespace SmtpAdmin.Lab;

/// <summary>What a lab is to have beyond its defaults.</summary>
public sealed record LabEnvironmentOptions
{
    /// <summary>Zones beside the lab's own.</summary>
    public IReadOnlyList<LabZone> Zones { get; init; } = [];

    /// <summary>What is wrong with the sink's certificate.</summary>
    public LabCertificateKind Certificate { get; init; } = LabCertificateKind.Good;

    /// <summary>TLS from the first octet, as on port 465, in place of STARTTLS.</summary>
    public bool ImplicitTls { get; init; }

    /// <summary>No STARTTLS and no TLS at all; AUTH is then offered in the clear.</summary>
    public bool WithoutTls { get; init; }

    /// <summary>No mail before AUTH, as on a submission port.</summary>
    public bool RequireAuth { get; init; }

    /// <summary>What a session may ask for.</summary>
    public SmtpServerLimits Limits { get; init; } = new();

    /// <summary>Faults of the sink.</summary>
    public IReadOnlyList<LabFault> Faults { get; init; } = [];

    /// <summary>Who sees the sink's commands and replies; null for nobody.</summary>
    public ISmtpServerObserver? Observer { get; init; }
}
