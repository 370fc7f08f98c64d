using System.Globalization;
using System.Text;
using SmtpAdmin.Cli.Output;
using SmtpAdmin.Dkim;
using SmtpAdmin.Dns;
using SmtpAdmin.Lab;

namespace SmtpAdmin.Cli.Commands;

/// <summary>The demo's DKIM key, which the lab publishes, and a message that it signs.</summary>
internal sealed class DemoDkim : IDisposable
{
    private const string Selector = "demo";
    private const int MaxString = 255; // octets, RFC 1035 section 3.3

    private readonly DkimSigningKey _key = DkimSigningKey.Create(DkimKeyAlgorithm.Rsa, DkimKeyRequest.DefaultKeySize);

    /// <summary>The zone with the public key.</summary>
    public LabZone Zone()
    {
        var name = DnsName.Parse($"{Selector}._domainkey.{LabEnvironment.Domain}");
        var record = Encoding.ASCII.GetBytes($"v=DKIM1; k=rsa; p={Convert.ToBase64String(_key.PublicKeyData())}");
        return new LabZone(name, [new TxtRecord(name, TimeSpan.FromMinutes(5), [.. record.Chunk(MaxString).Select(part => (ReadOnlyMemory<byte>)part)])]);
    }

    /// <summary>Verifies the message as it was signed, and with a footer that a mailing list put under it.</summary>
    /// <returns>Whether the first passed, and of the second the footer was found.</returns>
    public async Task<bool> ShowAsync(IDnsResolver resolver, CancellationToken cancellationToken)
    {
        var signed = await SignAsync(cancellationToken).ConfigureAwait(false);
        var verifier = new DkimVerifier(resolver, TimeProvider.System);
        var good = await VerifyAsync(verifier, signed, cancellationToken).ConfigureAwait(false);
        var changed = await VerifyAsync(verifier, [.. signed, .. "-- \r\nThe list of the lab\r\n"u8], cancellationToken).ConfigureAwait(false);
        return good.Passed && changed is { Status: DkimStatus.Fail, HeaderHashMatches: true, BodyHashMatches: false, Findings.Count: > 0 };
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    private async Task<byte[]> SignAsync(CancellationToken cancellationToken)
    {
        var date = DateTimeOffset.UtcNow.ToString("ddd, dd MMM yyyy HH:mm:ss +0000", CultureInfo.InvariantCulture);
        var text = $"From: SmtpAdmin demo <{LabEnvironment.UserName}>\r\nTo: postmaster@{LabEnvironment.Domain}\r\nSubject: A signed message\r\n"
            + $"Date: {date}\r\nMessage-ID: <demo@{LabEnvironment.Domain}>\r\n\r\nHello from the lab.\r\n";
        using var message = new MemoryStream(Encoding.ASCII.GetBytes(text));
        using var signed = new MemoryStream();
        var options = new DkimSigningOptions { Domain = LabEnvironment.Domain, Selector = Selector, Key = _key };
        await new DkimSigner(TimeProvider.System).WriteSignedAsync(message, [options], signed, cancellationToken).ConfigureAwait(false);
        return signed.ToArray();
    }

    private static async Task<DkimSignatureResult> VerifyAsync(DkimVerifier verifier, byte[] message, CancellationToken cancellationToken)
    {
        using var stream = new MemoryStream(message);
        var result = (await verifier.VerifyAsync(stream, new DkimVerifyOptions(), cancellationToken).ConfigureAwait(false))[0];
        DkimSignatureView.Write(result);
        return result;
    }
}
