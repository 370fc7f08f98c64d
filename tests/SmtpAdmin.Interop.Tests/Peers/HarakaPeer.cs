using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace SmtpAdmin.Interop.Tests.Peers;

/// <summary>Haraka with STARTTLS. It takes mail for everybody but nobody, and keeps it as a maildir would.</summary>
public sealed class HarakaPeer() : PeerFixture
{
    /// <summary>The name that it greets with and that its certificate is for.</summary>
    public const string HostName = "haraka.interop.test";

    // DIRECTORY is where the mail goes.
    private const string KeepPlugin = """
        'use strict'
        const fs = require('node:fs')

        exports.hook_rcpt = (next, connection, params) => (params[0].user === 'nobody' ? next(DENY, 'No such user') : next(OK))

        exports.hook_queue = (next, connection) => {
            const { uuid, rcpt_to, message_stream } = connection.transaction
            const mailbox = `DIRECTORY/${rcpt_to[0].user}`
            for (const name of ['tmp', 'new']) fs.mkdirSync(`${mailbox}/${name}`, { recursive: true })
            const file = fs.createWriteStream(`${mailbox}/tmp/${uuid}`)
            file.once('close', () => fs.rename(`${mailbox}/tmp/${uuid}`, `${mailbox}/new/${uuid}`, () => next(OK)))
            message_stream.pipe(file, { line_endings: '\n' })
        }

        """;

    // Haraka has no defaults of its own for these.
    private const string ConnectionSettings = """
        [main]
        [haproxy]
        hosts[] =
        [headers]
        max_lines=1000
        max_received=100
        [max]
        bytes=1048576
        mime_parts=1000
        line_length=512
        data_line_length=1000
        [message]
        helo=welcome
        close=closing
        [uuid]
        banner_chars=0
        deny_chars=0

        """;

    private static readonly string Program =
        $"{Environment.GetEnvironmentVariable("SMTPADMIN_PEERS") ?? "/var/cache/smtpadmin-peers"}/haraka/node_modules/Haraka/bin/haraka";

    private PeerDirectory? _directory;
    private PeerAuthority? _authority;

    /// <summary>Where it listens.</summary>
    public IPEndPoint EndPoint { get; private set; } = new(IPAddress.Loopback, 0);

    /// <summary>The certificate to trust.</summary>
    public X509Certificate2 Authority => _authority!.Certificate;

    /// <summary>Waits for the message in a mailbox that holds a text.</summary>
    internal Task<ReceivedMail> WaitForMailAsync(string localPart, string text, CancellationToken cancellationToken) =>
        ReceivedMail.WaitForAsync(_directory![$"mail/{localPart}"], text, cancellationToken);

    private protected override Task<string?> WhyNotAsync(CancellationToken cancellationToken) =>
        Task.FromResult(File.Exists(Program) && PeerProgram.Known["nodejs"].Exists ? null : "haraka is not installed: run tests/interop-setup.sh where node, version 20 or later, and npm are");

    private protected override async Task StartOnceAsync(CancellationToken cancellationToken)
    {
        var directory = _directory = NewDirectory("haraka");
        EndPoint = new IPEndPoint(IPAddress.Loopback, PeerPorts.TakeTcp(1)[0]);
        _authority?.Dispose();
        _authority = new PeerAuthority("Interop test authority of Haraka");
        var pem = _authority.Issue(HostName, "127.0.0.1");
        directory.Write("config/tls_key.pem", pem);
        directory.Write("config/tls_cert.pem", pem);
        directory.Write("config/smtp.ini", string.Create(CultureInfo.InvariantCulture, $"listen=127.0.0.1:{EndPoint.Port}\nnodes=1\n"));
        directory.Write("config/connection.ini", ConnectionSettings);
        directory.Write("config/me", HostName + "\n");
        directory.Write("config/loglevel", "NOTICE\n");
        directory.Write("config/plugins", "tls\nkeep\n");
        directory.Write("plugins/keep.js", KeepPlugin.Replace("DIRECTORY", directory.Make("mail"), StringComparison.Ordinal));
        var process = Keep(PeerProcess.Start("haraka", "", directory, PeerProgram.Known["nodejs"].Path, Program, "-c", directory.Path));
        await process.WaitUntilAsync(token => PeerProbe.GreetsAsync(EndPoint.Port, token), cancellationToken);
    }
}
