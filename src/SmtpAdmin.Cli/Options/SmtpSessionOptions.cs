using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using SmtpAdmin.Mime;
using SmtpAdmin.Smtp.Client;
using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Cli.Options;

/// <summary>How an SMTP test goes about it: connection, TLS, authentication, limits.</summary>
internal sealed class SmtpSessionOptions
{
    private readonly Option<int?> _port = WholeNumber.Option("--port", "The TCP port.", least: 1, most: 65535);
    private readonly Option<SmtpSecurity?> _security = Choice.Option<SmtpSecurity>("--security", "How the connection is encrypted.");
    private readonly Option<string?> _userName = new("--user-name") { Description = "Who logs in." };
    private readonly SecretOptions _password;
    private readonly SecretOptions _accessToken;
    private readonly Option<string?> _authMechanism = new("--auth-mechanism") { Description = "The SASL mechanism to use instead of the best one offered: SCRAM-SHA-256, PLAIN, LOGIN, CRAM-MD5, OAUTHBEARER or XOAUTH2." };
    private readonly Option<bool> _allowInsecureAuth = new("--allow-insecure-auth") { Description = "Log in even over an unencrypted connection." };
    private readonly Option<SmtpStage?> _stopAfter = Choice.Option<SmtpStage>("--stop-after", "The last stage to run.");
    private readonly Option<string?> _helloName = new("--hello-name", "--helo-name") { Description = "The name to give in EHLO." };
    private readonly Option<IPAddress?> _localAddress = new("--local-address") { Description = "The address to connect from.", CustomParser = ParseAddress };
    private readonly Option<bool> _ipv4Only = new("--ipv4-only") { Description = "Try the server's IPv4 addresses only." };
    private readonly Option<bool> _ipv6Only = new("--ipv6-only") { Description = "Try the server's IPv6 addresses only." };
    private readonly Option<double?> _timeout = Seconds.Option("--timeout", "How long each stage may take; 30 unless given.", most: 3600);
    private readonly Option<bool> _skipCertificateCheck = new("--skip-certificate-check") { Description = "Go on with a certificate that is not to be trusted." };
    private readonly CertificateOptions _clientCertificate;
    private readonly Option<DsnNotify?> _dsn = Choice.Option<DsnNotify>("--dsn", "When to ask for a delivery status notification; several are joined by commas.");
    private readonly Option<bool> _requireTls = new("--require-tls") { Description = "Ask for REQUIRETLS (RFC 8689)." };

    public SmtpSessionOptions(Command command)
    {
        _port.HelpName = "25|465|587|2525|...";
        foreach (var option in new Option[] { _port, _security, _userName }) command.Options.Add(option);
        _password = new SecretOptions(command, "password", "the password");
        _accessToken = new SecretOptions(command, "access-token", "the OAuth 2.0 access token");
        foreach (var option in new Option[]
        {
            _authMechanism, _allowInsecureAuth, _stopAfter, _helloName, _localAddress, _ipv4Only, _ipv6Only, _timeout, _skipCertificateCheck,
        }) command.Options.Add(option);
        _clientCertificate = new CertificateOptions(command);
        command.Options.Add(_dsn);
        command.Options.Add(_requireTls);
        command.Validators.Add(result =>
        {
            if (result.GetResult(_ipv4Only) is not null && result.GetResult(_ipv6Only) is not null)
                result.AddError("--ipv4-only and --ipv6-only exclude each other.");
        });
    }

    public async Task<SmtpTestOptions> ReadAsync(ParseResult parsed, NamedAddress? from, CancellationToken cancellationToken) => new()
    {
        Server = "",
        Port = parsed.GetValue(_port),
        Security = parsed.GetValue(_security) ?? SmtpSecurity.Auto,
        Credentials = await ReadCredentialsAsync(parsed, from, cancellationToken).ConfigureAwait(false),
        AuthMechanism = parsed.GetValue(_authMechanism),
        AllowInsecureAuth = parsed.GetValue(_allowInsecureAuth),
        StopAfter = parsed.GetValue(_stopAfter),
        HelloName = parsed.GetValue(_helloName),
        LocalAddress = parsed.GetValue(_localAddress),
        AddressFamily = parsed.GetValue(_ipv4Only) ? SmtpAddressFamily.IPv4Only
            : parsed.GetValue(_ipv6Only) ? SmtpAddressFamily.IPv6Only : SmtpAddressFamily.Any,
        Timeouts = Seconds.Read(parsed, _timeout) is { } stage ? new SmtpTestTimeouts { Stage = stage } : new SmtpTestTimeouts(),
        SkipCertificateCheck = parsed.GetValue(_skipCertificateCheck),
        ClientCertificate = await _clientCertificate.ReadAsync(parsed, cancellationToken).ConfigureAwait(false),
        Dsn = parsed.GetValue(_dsn) ?? DsnNotify.None,
        RequireTls = parsed.GetValue(_requireTls),
    };

    private async Task<SaslCredentials?> ReadCredentialsAsync(ParseResult parsed, NamedAddress? from, CancellationToken cancellationToken)
    {
        if (_password.ReadsStandardInput(parsed) && _accessToken.ReadsStandardInput(parsed))
            throw new UsageException("Standard input cannot be both the password and the access token.");
        var password = await _password.ReadAsync(parsed, cancellationToken).ConfigureAwait(false);
        var token = await _accessToken.ReadAsync(parsed, cancellationToken).ConfigureAwait(false);
        var user = parsed.GetValue(_userName) ?? from?.Address.ToString();
        if (password is null && token is null)
        {
            return parsed.GetValue(_userName) is null
                ? null
                : throw new UsageException("--user-name needs a secret: --password-env, --password-file, --password-stdin, or one of --access-token-...");
        }
        if (password is not null && token is not null) throw new UsageException("A password and an access token exclude each other.");
        if (user is null) throw new UsageException("A secret needs the user whose it is: give --user-name.");
        return Usage.Check(() => password is null ? SaslCredentials.FromAccessToken(user, token!) : SaslCredentials.FromPassword(user, password));
    }

    private static IPAddress? ParseAddress(ArgumentResult result)
    {
        if (IPAddress.TryParse(result.Tokens[^1].Value, out var address)) return address;
        result.AddError($"--local-address takes an address, not '{result.Tokens[^1].Value}'.");
        return null;
    }
}
