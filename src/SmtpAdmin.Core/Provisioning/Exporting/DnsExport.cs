namespace SmtpAdmin.Provisioning;

/// <summary>Records in a format.</summary>
public sealed record DnsExport
{
    /// <summary>The format.</summary>
    public required DnsRecordFormat Format { get; init; }

    /// <summary>The provider of Terraform; null for another format.</summary>
    public TerraformProvider? Provider { get; init; }

    /// <summary>The zone, in ASCII without a dot at the end; null where none was named.</summary>
    public string? Zone { get; init; }

    /// <summary>How many sets there are.</summary>
    public required int RecordSetCount { get; init; }

    /// <summary>How many records there are.</summary>
    public required int RecordCount { get; init; }

    /// <summary>The text; its last line ends as all do. It is ASCII, but for a resource group whose name is not.</summary>
    public required string Text { get; init; }
}
