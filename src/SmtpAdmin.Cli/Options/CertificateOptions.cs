using System.CommandLine;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SmtpAdmin.Cli.Options;

/// <summary>A client certificate from a file: PEM with the key in it, or PKCS #12.</summary>
internal sealed class CertificateOptions
{
    private readonly Option<string?> _file = new("--client-certificate") { Description = "The certificate to show to the server: a PEM file with its key, or PKCS #12 (.pfx, .p12).", HelpName = "path" };
    private readonly SecretOptions _password;

    public CertificateOptions(Command command)
    {
        command.Options.Add(_file);
        _password = new SecretOptions(command, "client-certificate-password", "the password of the certificate file");
    }

    /// <exception cref="UsageException">The file holds no certificate with a key, or the password is wrong.</exception>
    public async Task<X509Certificate2?> ReadAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var password = await _password.ReadAsync(parsed, cancellationToken).ConfigureAwait(false);
        if (parsed.GetValue(_file) is not { } file) return null;
        if (!File.Exists(file)) throw new FileNotFoundException($"'{file}' does not exist.");
        try
        {
            if (Path.GetExtension(file).ToLowerInvariant() is ".pfx" or ".p12") return X509CertificateLoader.LoadPkcs12FromFile(file, password);
            return password is null
                ? X509Certificate2.CreateFromPemFile(file)
                : X509Certificate2.CreateFromEncryptedPemFile(file, password);
        }
        catch (CryptographicException exception)
        {
            throw new UsageException($"'{file}' gives no certificate with its key: {exception.Message}");
        }
    }
}
