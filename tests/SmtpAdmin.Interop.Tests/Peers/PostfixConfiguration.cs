using System.Globalization;
using System.Text;

namespace SmtpAdmin.Interop.Tests.Peers;

/// <summary>A private Postfix: main.cf, master.cf, directories.</summary>
internal static class PostfixConfiguration
{
    /// <summary>Writes everything that the servers' Postfix needs to start.</summary>
    /// <returns>The directory with the daemon programs.</returns>
    internal static async Task<string> WriteAsync(
        PeerDirectory directory, string saslSocket, IReadOnlyDictionary<PostfixService, int> ports, int greylistPort, CancellationToken cancellationToken)
    {
        directory.Make("mail", writableByAll: true);
        directory.Write("etc/transport", string.Create(CultureInfo.InvariantCulture, $"{PostfixPeer.BouncingDomain} smtp:[127.0.0.1]:{ports[PostfixService.Plain]}\n")); // which refuses it
        directory.Write("etc/mailboxes", string.Concat(PostfixPeer.Domains.SelectMany(domain => PostfixPeer.Mailboxes.Select(box => $"{box.Key}@{domain} {box.Value}/\n"))));
        return await MakeAsync(directory, daemons => MainCf(directory, saslSocket, daemons), Listeners(directory, ports, greylistPort), cancellationToken);
    }

    /// <summary>Writes what any Postfix needs to start.</summary>
    /// <param name="directory">Its directory.</param>
    /// <param name="mainCf">Its main.cf, given the directory with the daemon programs.</param>
    /// <param name="listeners">The lines of master.cf that are its own.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The directory with the daemon programs.</returns>
    internal static async Task<string> MakeAsync(PeerDirectory directory, Func<string, string> mainCf, string listeners, CancellationToken cancellationToken)
    {
        var postfix = PeerProgram.Known["postfix"].Path;
        var postconf = Path.Combine(Path.GetDirectoryName(postfix)!, "postconf");
        var daemons = (await PeerCommand.RunAsync(postconf, ["-d", "-h", "daemon_directory"], cancellationToken)).OrThrow(postconf).Output.Trim();

        directory.Make("log");
        directory.Make("queue");
        directory.Make("data");
        directory.Write("etc/main.cf", mainCf(daemons));
        directory.Write("etc/master.cf", listeners + PostfixDaemons.Master);
        (await PeerCommand.RunAsync("/bin/chown", ["postfix", directory["data"]], cancellationToken)).OrThrow("chown");
        // "check" makes the queue's directories with the owners and modes that the daemons insist on.
        (await PeerCommand.RunAsync(postfix, ["-c", directory["etc"], "check"], cancellationToken)).OrThrow("postfix check");
        return daemons;
    }

    /// <summary>The head of a main.cf: where things are, and that nothing leaves loopback or comes from the DNS.</summary>
    internal static string Basics(PeerDirectory directory, string daemons) => string.Create(CultureInfo.InvariantCulture, $"""
        compatibility_level = 3.6
        config_directory = {directory["etc"]}
        queue_directory = {directory["queue"]}
        data_directory = {directory["data"]}
        daemon_directory = {daemons}
        maillog_file = {directory["log/maillog"]}
        maillog_file_prefixes = {directory["log"]}
        import_environment = MAIL_CONFIG MAIL_DEBUG MAIL_LOGTAG TZ LANG=C
        mydomain = interop.test
        inet_interfaces = 127.0.0.1
        inet_protocols = ipv4
        disable_dns_lookups = yes
        biff = no
        alias_maps =
        alias_database =
        local_recipient_maps =

        """);

    private static string MainCf(PeerDirectory directory, string saslSocket, string daemons) => Basics(directory, daemons) + string.Create(CultureInfo.InvariantCulture, $"""
        myhostname = {PostfixPeer.HostName}
        mydestination =
        mynetworks = 192.0.2.1/32
        local_transport = error:5.1.1 no local mail
        default_transport = discard:
        relay_transport = discard:
        transport_maps = texthash:{directory["etc/transport"]}
        virtual_mailbox_domains = {string.Join(", ", PostfixPeer.Domains)}
        virtual_mailbox_base = {directory["mail"]}
        virtual_mailbox_maps = texthash:{directory["etc/mailboxes"]}
        virtual_uid_maps = static:65534
        virtual_gid_maps = static:65534
        smtputf8_enable = yes
        message_size_limit = {PostfixPeer.SizeLimit}
        smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination
        smtpd_recipient_restrictions =
        smtpd_error_sleep_time = 0
        smtpd_junk_command_limit = 1000
        smtpd_tls_security_level = may
        smtpd_tls_auth_only = yes
        smtpd_tls_chain_files = {directory["good.pem"]}
        smtpd_tls_received_header = yes
        smtpd_sasl_auth_enable = yes
        smtpd_sasl_type = dovecot
        smtpd_sasl_path = {saslSocket}
        smtpd_sasl_security_options = noanonymous

        """);

    private static string Listeners(PeerDirectory directory, IReadOnlyDictionary<PostfixService, int> ports, int greylistPort)
    {
        var text = new StringBuilder();
        foreach (var (service, port) in ports)
        {
            text.Append(CultureInfo.InvariantCulture, $"127.0.0.1:{port} inet n - n - - smtpd\n");
            foreach (var option in Options(service, directory, greylistPort)) text.Append(CultureInfo.InvariantCulture, $"  -o {option}\n");
        }
        return text.ToString();
    }

    private static string[] Options(PostfixService service, PeerDirectory directory, int greylistPort) => service switch
    {
        PostfixService.ImplicitTls => ["smtpd_tls_wrappermode=yes"],
        PostfixService.Expired => [$"smtpd_tls_chain_files={directory["expired.pem"]}"],
        PostfixService.WrongName => [$"smtpd_tls_chain_files={directory["wrongname.pem"]}"],
        PostfixService.SelfSigned => [$"smtpd_tls_chain_files={directory["selfsigned.pem"]}"],
        PostfixService.ClientCertificate => ["smtpd_tls_security_level=encrypt", "smtpd_tls_req_ccert=yes", $"smtpd_tls_CAfile={directory["ca.pem"]}"],
        PostfixService.TlsRequired => ["smtpd_tls_security_level=encrypt", $"smtpd_tls_CAfile={directory["ca.pem"]}"],
        PostfixService.Plain => ["smtpd_tls_security_level=none", "smtpd_sasl_auth_enable=no", "smtpd_discard_ehlo_keywords=smtputf8,8bitmime,dsn,chunking,size"],
        PostfixService.InsecureAuth => ["smtpd_tls_security_level=none", "smtpd_tls_auth_only=no"],
        PostfixService.Greylisting => [$"smtpd_recipient_restrictions=check_recipient_access,inline:{{{{interop.test=450 4.2.0 Greylisted, try again in five minutes}}}}"],
        PostfixService.GreylistingOnce => [string.Create(CultureInfo.InvariantCulture, $"smtpd_recipient_restrictions=check_policy_service,inet:127.0.0.1:{greylistPort}")],
        PostfixService.Small => ["message_size_limit=4096", "smtpd_discard_ehlo_keywords=size"],
        _ => [],
    };
}
