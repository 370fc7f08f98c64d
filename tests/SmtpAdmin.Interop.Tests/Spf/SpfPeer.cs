using System.Net;
using SmtpAdmin.Interop.Tests.Peers;

namespace SmtpAdmin.Interop.Tests.Spf;

/// <summary>Another checker of SPF, which is run as a program.</summary>
internal sealed class SpfPeer
{
    private readonly string _interpreter;
    private readonly string _script;
    private readonly string _module;

    private SpfPeer(string package, string interpreter, string module, string script)
    {
        Package = package;
        _interpreter = interpreter;
        _module = module;
        _script = Path.Combine(AppContext.BaseDirectory, script);
    }

    /// <summary>pyspf.</summary>
    public static SpfPeer PySpf { get; } = new("python3-spf", "/usr/bin/python3", "/usr/lib/python3/dist-packages/spf.py", "pyspf_check.py");

    /// <summary>Mail::SPF.</summary>
    public static SpfPeer MailSpf { get; } = new("libmail-spf-perl", "/usr/bin/perl", "/usr/share/perl5/Mail/SPF.pm", "mail_spf_check.pl");

    /// <summary>The name of its package.</summary>
    public string Package { get; }

    /// <summary>Skips the running test, by name and with the reason, where it is not installed.</summary>
    public void SkipUnlessInstalled() =>
        Assert.SkipUnless(File.Exists(_interpreter) && File.Exists(_module), $"{Package} is not installed: run tests/interop-setup.sh");

    /// <summary>What it says of senders, in their order.</summary>
    /// <param name="server">The DNS server that it asks.</param>
    /// <param name="senders">Address, MAIL FROM and HELO name.</param>
    public async Task<IReadOnlyList<SpfPeerAnswer>> AskAsync(IPEndPoint server, IReadOnlyList<SpfPeerSender> senders)
    {
        var input = string.Concat(senders.Select(sender => $"{sender.Address}\t{sender.MailFrom}\t{sender.HeloName}\n"));
        var run = (await PeerCommand.RunAsync(_interpreter, [_script, $"{server.Port}"], TestContext.Current.CancellationToken, input: input)).OrThrow(Package);
        var lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(lines.Length == senders.Count, $"{Package} answers {lines.Length} of {senders.Count}: {run.Error}");
        return [.. lines.Select(line => line.Split('\t')).Select(parts => new SpfPeerAnswer(parts[0], parts.ElementAtOrDefault(1) is { Length: > 0 } text ? text : null))];
    }
}
