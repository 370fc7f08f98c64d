using System.Security;
using System.Text.Json.Serialization;
using SmtpAdmin.Dns;
using SmtpAdmin.Provisioning;

namespace SmtpAdmin.Dkim;

/// <summary>A key that was made: what is to be published, and where the private key is.</summary>
public sealed record DkimNewKey : IDnsRecordSource
{
    /// <summary>The domain that signs, in ASCII.</summary>
    public required string Domain { get; init; }

    /// <summary>The selector.</summary>
    public required string Selector { get; init; }

    /// <summary>The kind.</summary>
    public required DkimKeyAlgorithm Algorithm { get; init; }

    /// <summary>The size in bits.</summary>
    public required int KeySize { get; init; }

    /// <summary>The name that is to publish the record, in ASCII without a dot at the end.</summary>
    public required string RecordName { get; init; }

    /// <summary>The record in one piece.</summary>
    public required string RecordValue { get; init; }

    /// <summary>The strings of the TXT record, at most 255 octets each; readers join them without a space (RFC 6376 section 3.6.2.2).</summary>
    public IReadOnlyList<string> Strings { get; init => field = Indexable.Of(value); } = [];

    /// <summary>The record as a line of a zone file (RFC 1035 section 5.1), without a time to live.</summary>
    public string ZoneLine => TxtText.ZoneLine(DnsName.Parse(RecordName), Strings);

    /// <summary>The file of the private key; null when it was handed over in memory.</summary>
    public string? PrivateKeyPath { get; init; }

    /// <summary>The private key as PEM, for a vault; null when it went to a file.</summary>
    [JsonIgnore]
    public SecureString? PrivateKey { get; init; }

    /// <summary>The private key is encrypted with a passphrase.</summary>
    public bool IsEncrypted { get; init; }

    /// <summary>The public key in base64, as the record has it (<c>p=</c>).</summary>
    public required string PublicKey { get; init; }

    /// <summary>The SHA-256 of the public key's SubjectPublicKeyInfo in hexadecimal digits: what <c>openssl pkey -pubout -outform DER | openssl sha256</c> makes of the private key.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Lines for the configuration of those programs that were asked for.</summary>
    public IReadOnlyList<DkimConfigFile> Config { get; init => field = Indexable.Of(value); } = [];

    /// <summary>What is to be known, and what to do about it.</summary>
    public IReadOnlyList<Finding> Findings { get; init => field = Indexable.Of(value); } = [];

    /// <summary>The record as a set to be exported or published.</summary>
    public IReadOnlyList<DnsRecordSet> RecordSets => new[] { DnsRecordSet.OfStrings(DnsName.Parse(RecordName), Strings) };

    /// <summary>The record's name and the kind of the key; never the key.</summary>
    public override string ToString() => $"{RecordName} ({Algorithm}, {KeySize} bits)";
}
