using System.CommandLine;
using System.Globalization;
using SmtpAdmin.Cli.Output;
using SmtpAdmin.Dns;
using SmtpAdmin.Lab;
using SmtpAdmin.Mime;
using SmtpAdmin.Reputation;
using SmtpAdmin.Smtp.Client;
using SmtpAdmin.Smtp.Relay;
using SmtpAdmin.Spf;
using Spectre.Console;

namespace SmtpAdmin.Cli.Commands;

/// <summary>The main job end to end, on a lab within this process: no network, no set-up.</summary>
internal sealed class DemoCommand : Command
{
    private static readonly NamedAddress Sender = NamedAddress.Parse($"SmtpAdmin demo <{LabEnvironment.UserName}>");
    private static readonly NamedAddress Recipient = NamedAddress.Parse($"postmaster@{LabEnvironment.Domain}");

    public DemoCommand()
        : base("demo", "Shows the main job on a lab within this process: no network, no set-up.") =>
        SetAction((_, cancellationToken) => RunAsync(cancellationToken));

    /// <summary>Passes when each check found what the lab holds.</summary>
    private static async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        using var dkim = new DemoDkim();
        var labOptions = new LabEnvironmentOptions { Zones = [dkim.Zone()] };
        await using var lab = await LabEnvironment.StartAsync(labOptions, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        await using var resolver = new DnsResolver(new DnsResolverOptions { Servers = [lab.Dns.EndPoint] }, TimeProvider.System);
        Terminal.Out.MarkupLine("[bold]SmtpAdmin demo[/]");
        Terminal.Out.WriteLine($"A lab in this process: a DNS server on {lab.Dns.EndPoint}, and a mail server, {LabEnvironment.MailHost}, on {lab.Sink.EndPoint}.");

        var asExpected = await ShowReverseDnsAsync(resolver, cancellationToken).ConfigureAwait(false);
        asExpected &= await ShowBlacklistAsync(resolver, cancellationToken).ConfigureAwait(false);
        asExpected &= await ShowSpfAsync(resolver, cancellationToken).ConfigureAwait(false);
        Title("4", "Does a DKIM signature hold, and what broke one that does not?", "test-dkim-signature signed.eml, and the same with a footer");
        asExpected &= await dkim.ShowAsync(resolver, cancellationToken).ConfigureAwait(false);
        Title("5", "Do records get into the zone, all together, and back out of it?", "publish-dns-record - --key-path ... --merge --what-if");
        asExpected &= await new DemoPublish(lab, resolver).ShowAsync(cancellationToken).ConfigureAwait(false);
        var runner = new SmtpTestRunner(resolver, TimeProvider.System);
        asExpected &= await ShowDeliveryAsync(lab, runner, cancellationToken).ConfigureAwait(false);
        asExpected &= await ShowDiagnosisAsync(lab, runner, cancellationToken).ConfigureAwait(false);
        try
        {
            asExpected &= await ShowRelayAsync(lab, resolver, runner, cancellationToken).ConfigureAwait(false);
        }
        catch (SmtpRelayException exception)
        {
            Usage.Report(exception.Message);
            return ExitCode.NotCarriedOut;
        }

        Terminal.Out.WriteLine();
        if (!asExpected)
        {
            Terminal.Error.MarkupLine("[red]The demo did not go as it should: what is shown above is not what the lab holds.[/]");
            return ExitCode.NotPassed;
        }
        Terminal.Out.MarkupLine("[green]All went as it should.[/] Next, your own server:");
        Terminal.Out.WriteLine("  smtpadmin test-reverse-dns YOUR.ADDRESS --helo-name YOUR.HOST");
        Terminal.Out.WriteLine("  smtpadmin get-dnsbl-status YOUR.ADDRESS");
        Terminal.Out.WriteLine("  smtpadmin test-spf-record YOUR.DOMAIN");
        Terminal.Out.WriteLine("  smtpadmin test-dkim-record YOUR.DOMAIN --find-selector");
        Terminal.Out.WriteLine("  smtpadmin send-smtp-test YOUR.HOST --from you@YOUR.DOMAIN --to you@YOUR.DOMAIN");
        Terminal.Out.WriteLine("  smtpadmin start-smtp-relay --smart-host YOUR.HOST --listen 127.0.0.1:2525 --spool-path ./spool");
        return ExitCode.Passed;
    }

    private static async Task<bool> ShowReverseDnsAsync(DnsResolver resolver, CancellationToken cancellationToken)
    {
        Title("1", "Does the address's name lead back to it?", "test-reverse-dns 127.0.0.1 192.0.2.25 --domain lab.test");
        var checker = new ReverseDnsChecker(resolver, TimeProvider.System);
        var options = new ReverseDnsOptions { Domain = LabEnvironment.Domain };
        var statuses = new List<ReverseDnsStatus>();
        foreach (var address in new[] { LabEnvironment.GoodAddress, LabEnvironment.BadAddress })
        {
            var result = await checker.CheckAsync(address, options, cancellationToken).ConfigureAwait(false);
            ReverseDnsView.Write(result);
            statuses.Add(result.Status);
        }
        return statuses is [ReverseDnsStatus.Pass, ReverseDnsStatus.NoPtr];
    }

    private static async Task<bool> ShowBlacklistAsync(DnsResolver resolver, CancellationToken cancellationToken)
    {
        Title("2", "Is it on a blacklist?", $"get-dnsbl-status 127.0.0.1 192.0.2.25 --provider {LabEnvironment.Blacklist} --force");
        var lists = DnsblSelection.Choose(DnsblCatalogue.Default, new DnsblSelectionRequest { Provider = [LabEnvironment.Blacklist] }).Lists;
        var checker = new DnsblChecker(resolver, lists, new DnsblOptions { Force = true, Concurrency = 1 }, TimeProvider.System);
        var statuses = new List<DnsblStatus>();
        await foreach (var result in checker.CheckAllAsync(AddressesAsync(), cancellationToken).ConfigureAwait(false))
        {
            DnsblView.Write(result);
            statuses.Add(result.Status);
        }
        return statuses is [DnsblStatus.NotListed, DnsblStatus.Listed];
    }

    private static async IAsyncEnumerable<ReputationTarget> AddressesAsync()
    {
        await Task.CompletedTask.ConfigureAwait(false);
        yield return ReputationTarget.Of(LabEnvironment.GoodAddress);
        yield return ReputationTarget.Of(LabEnvironment.BadAddress);
    }

    private static async Task<bool> ShowSpfAsync(DnsResolver resolver, CancellationToken cancellationToken)
    {
        Title("3", "Does the domain's SPF record let it send, and nobody else?", $"test-spf-sender 127.0.0.1 {LabEnvironment.UserName}, and 192.0.2.25 in its place");
        var checker = new SpfChecker(resolver, TimeProvider.System);
        var results = new List<SpfResult>();
        foreach (var address in new[] { LabEnvironment.GoodAddress, LabEnvironment.BadAddress })
        {
            var sender = new SpfSender(address, LabEnvironment.UserName, LabEnvironment.MailHost);
            var result = await checker.CheckAsync(sender, new SpfCheckOptions(), cancellationToken).ConfigureAwait(false);
            SpfCheckView.Write(result);
            results.Add(result.Result);
        }
        return results is [SpfResult.Pass, SpfResult.Fail];
    }

    private static async Task<bool> ShowDeliveryAsync(LabEnvironment lab, SmtpTestRunner runner, CancellationToken cancellationToken)
    {
        Title("6", "Does a message get through, with STARTTLS and a login?", $"send-smtp-test {Server(lab)} --user-name {LabEnvironment.UserName} --password-stdin ...");
        var result = await TestAsync(lab, runner, LabEnvironment.Password, cancellationToken).ConfigureAwait(false);
        await lab.Sink.WaitForMessagesAsync(1, cancellationToken).WaitAsync(TimeSpan.FromSeconds(5), cancellationToken).ConfigureAwait(false);
        var received = lab.Sink.Messages[^1];
        Terminal.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"  The server has it: {received.Content.Length} octets, queue id {received.QueueId}, the same as above."));
        return result.Status == SmtpTestStatus.Sent && result.Tls is { Trusted: true } && result.AuthMechanism is not null && received.QueueId == result.QueueId;
    }

    private static async Task<bool> ShowDiagnosisAsync(LabEnvironment lab, SmtpTestRunner runner, CancellationToken cancellationToken)
    {
        Title("7", "And when it does not: why?", "send-smtp-test ... with a wrong password");
        var result = await TestAsync(lab, runner, "not the password", cancellationToken).ConfigureAwait(false);
        return result is { Status: SmtpTestStatus.Failed, FailedStage: SmtpStage.Auth, Findings.Count: > 0 };
    }

    private static async Task<bool> ShowRelayAsync(LabEnvironment lab, DnsResolver resolver, SmtpTestRunner runner, CancellationToken cancellationToken)
    {
        Title("8", "Does a relay keep what the next server does not take yet?", $"start-smtp-relay --smart-host {Server(lab)} --smart-host-tls Required --spool-path ...");
        return await new DemoRelay(lab, resolver).ShowAsync(runner, Sender, Recipient, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<SmtpTestResult> TestAsync(LabEnvironment lab, SmtpTestRunner runner, string password, CancellationToken cancellationToken)
    {
        var request = new SmtpTestRequest
        {
            Server = SmtpServerName.Parse(Server(lab)),
            From = Sender,
            To = [Recipient],
            Options = new SmtpTestOptions
            {
                Server = "",
                Security = SmtpSecurity.StartTls,
                Credentials = SaslCredentials.FromPassword(LabEnvironment.UserName, password),
                AdditionalTrustRoots = [lab.CaCertificate],
                HelloName = LabEnvironment.MailHost,
            },
        };
        SmtpTestResult? last = null;
        await foreach (var result in runner.RunAsync(request, progress: null, cancellationToken).ConfigureAwait(false))
        {
            new SmtpTestView(showTranscript: false).Write(result);
            last = result;
        }
        return last ?? throw new InvalidOperationException("The test gave no result.");
    }

    private static string Server(LabEnvironment lab) => string.Create(CultureInfo.InvariantCulture, $"{LabEnvironment.MailHost}:{lab.Sink.EndPoint.Port}");

    private static void Title(string number, string question, string command)
    {
        Terminal.Out.WriteLine();
        Terminal.Out.MarkupLine($"[bold]{number}. {Markup.Escape(question)}[/]");
        Call(command);
    }

    /// <summary>The call that shows the same.</summary>
    internal static void Call(string command) => Terminal.Out.MarkupLine($"[dim]   smtpadmin {Markup.Escape(command)}[/]");
}
