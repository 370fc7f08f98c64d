using System.CommandLine;
using SmtpAdmin.Cli.Input;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Cli.Options;

/// <summary>The options that make a relay without a configuration file.</summary>
internal sealed class RelayRequestOptions
{
    private readonly Option<string?> _spoolPath = new("--spool-path") { Description = "The folder of the queue.", HelpName = "path" };
    private readonly Option<string?> _hostName = new("--host-name") { Description = "The relay's own name; this machine's full name unless given." };
    private readonly Option<string[]> _listen = Several.Option("--listen", "Where it listens: addresses with ports, as 127.0.0.1:25 or [::1]:587; port 25 of the loopback addresses unless given.");
    private readonly Option<string[]> _allowNetwork = Several.Option("--allow-network", "The networks and addresses that may send without logging in; this machine unless given.");
    private readonly Option<bool> _allowOpenRelay = new("--allow-open-relay") { Description = "Let --allow-network hold everybody." };
    private readonly Option<string[]> _userPath = Several.Option("--user-path", "Files of the users that may log in, as new-smtp-relay-user --json prints them.");
    private readonly Option<string?> _certificatePath = new("--certificate-path") { Description = "The certificate for TLS with clients: PEM, or PKCS #12 (.pfx, .p12).", HelpName = "path" };
    private readonly Option<string?> _certificateKeyPath = new("--certificate-key-path") { Description = "Its private key in PEM, where that is in a file of its own.", HelpName = "path" };
    private readonly Option<string[]> _smartHost = Several.Option("--smart-host", "The servers that take all mail, as name:port, the first choice first.");
    private readonly Option<RelayTlsPolicy?> _smartHostTls = Choice.Option<RelayTlsPolicy>("--smart-host-tls", "How connections to them are encrypted; Opportunistic unless given, and Required with --user-name.");
    private readonly Option<string?> _userName = new("--user-name") { Description = "Who logs in to the smart hosts." };
    private readonly Option<bool> _directMx = new("--direct-mx") { Description = "Bring mail straight to the recipients' MX." };
    private readonly Option<string?> _dkimKeyPath = new("--dkim-key-path") { Description = "The private key that signs each message.", HelpName = "path" };
    private readonly Option<string?> _dkimSelector = new("--dkim-selector") { Description = "Its selector." };
    private readonly Option<string?> _dkimDomain = new("--dkim-domain") { Description = "The domain that signs." };
    private readonly Option<long?> _maxMessageSize = Sizes.Option("--max-message-size", "The largest message; 0 for no limit, 25MiB unless given.");
    private readonly Option<long?> _minimumFreeSpace = Sizes.Option("--minimum-free-space", "Take nothing in while the disk of the queue has less free; 256MiB unless given, 4MiB at least.");
    private readonly Option<TimeSpan?> _expireAfter = Durations.Option("--expire-after", "After this time mail that cannot be delivered bounces; 5d unless given.");
    private readonly Option<TimeSpan?> _delayNotice = Durations.Option("--delay-notice", "After this time the sender is told that a message is late; never unless given.");
    private readonly Option<string?> _postmasterAddress = new("--postmaster-address") { Description = "Who gets a copy of each bounce." };
    private readonly Option<string?> _auditPath = new("--audit-path") { Description = "The folder of the audit log; 'audit' in the queue's unless given.", HelpName = "path" };
    private readonly Option<string?> _httpEndPoint = new("--http-end-point") { Description = "Where metrics and the state of health are told over HTTP: a loopback address with a port." };
    private readonly SecretOptions _certificatePassword;
    private readonly SecretOptions _password;

    public RelayRequestOptions(Command command)
    {
        foreach (var option in All) command.Options.Add(option);
        _certificatePassword = new SecretOptions(command, "certificate-password", "what the certificate's key is encrypted with");
        _password = new SecretOptions(command, "password", "the password for the smart hosts");
    }

    private IReadOnlyList<Option> All =>
    [
        _spoolPath, _hostName, _listen, _allowNetwork, _allowOpenRelay, _userPath, _certificatePath, _certificateKeyPath, _smartHost, _smartHostTls, _userName, _directMx,
        _dkimKeyPath, _dkimSelector, _dkimDomain, _maxMessageSize, _minimumFreeSpace, _expireAfter, _delayNotice, _postmasterAddress, _auditPath, _httpEndPoint,
    ];

    /// <summary>The first of these options that was given beside --config; null for none.</summary>
    public string? FirstGiven(ParseResult parsed) =>
        All.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false })?.Name ?? (_password.IsGiven(parsed) ? "--password-..." : _certificatePassword.IsGiven(parsed) ? "--certificate-password-..." : null);

    /// <summary>The folder of the queue, in full; null where it was not given.</summary>
    public string? SpoolPath(ParseResult parsed) => Full(parsed, _spoolPath);

    /// <summary>What is asked for.</summary>
    /// <exception cref="UsageException">A secret is not there, or a file of users is none.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public async Task<SmtpRelayRequest> ReadAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (_password.ReadsStandardInput(parsed) && _certificatePassword.ReadsStandardInput(parsed)) throw new UsageException("Standard input cannot be both passwords.");
        var password = await _password.ReadAsync(parsed, cancellationToken).ConfigureAwait(false);
        var certificatePassword = await _certificatePassword.ReadAsync(parsed, cancellationToken).ConfigureAwait(false);
        var userName = parsed.GetValue(_userName);
        if (userName is null != password is null)
            throw new UsageException(userName is null ? "A password needs the user whose it is: give --user-name." : "--user-name needs a password: --password-env, --password-file or --password-stdin.");
        var users = new List<SmtpRelayUser>();
        foreach (var path in parsed.GetValue(_userPath) ?? []) users.AddRange(await RelayUsersFile.ReadAsync(path, cancellationToken).ConfigureAwait(false));
        return new SmtpRelayRequest
        {
            SpoolPath = SpoolPath(parsed),
            HostName = parsed.GetValue(_hostName),
            Listen = parsed.GetResult(_listen) is null ? null : Words.Of(parsed, _listen),
            AllowNetwork = parsed.GetResult(_allowNetwork) is null ? null : Words.Of(parsed, _allowNetwork),
            AllowOpenRelay = parsed.GetValue(_allowOpenRelay),
            Users = users,
            CertificatePath = Full(parsed, _certificatePath),
            CertificateKeyPath = Full(parsed, _certificateKeyPath),
            CertificatePassword = certificatePassword is null ? null : RelaySecret.FromText(certificatePassword),
            SmartHost = Words.Of(parsed, _smartHost),
            SmartHostTls = parsed.GetValue(_smartHostTls),
            UserName = userName,
            Password = password is null ? null : RelaySecret.FromText(password),
            DirectMx = parsed.GetValue(_directMx),
            DkimKeyPath = Full(parsed, _dkimKeyPath),
            DkimSelector = parsed.GetValue(_dkimSelector),
            DkimDomain = parsed.GetValue(_dkimDomain),
            MaxMessageSize = parsed.GetValue(_maxMessageSize),
            MinimumFreeSpace = parsed.GetValue(_minimumFreeSpace),
            ExpireAfter = parsed.GetValue(_expireAfter),
            DelayNotice = parsed.GetValue(_delayNotice),
            PostmasterAddress = parsed.GetValue(_postmasterAddress),
            AuditPath = Full(parsed, _auditPath),
            HttpEndPoint = parsed.GetValue(_httpEndPoint),
        };
    }

    private static string? Full(ParseResult parsed, Option<string?> option) => parsed.GetValue(option) switch
    {
        null => null,
        "" => throw new UsageException($"{option.Name} names nothing."),
        var path => Path.GetFullPath(path),
    };
}
