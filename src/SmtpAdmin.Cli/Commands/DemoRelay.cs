using SmtpAdmin.Cli.Output;
using SmtpAdmin.Dns;
using SmtpAdmin.Lab;
using SmtpAdmin.Mime;
using SmtpAdmin.Smtp.Client;
using SmtpAdmin.Smtp.Relay;
using Spectre.Console;

namespace SmtpAdmin.Cli.Commands;

/// <summary>The demo's relay, whose smart host is the lab's mail server. What it keeps is gone afterwards.</summary>
internal sealed class DemoRelay(LabEnvironment lab, IDnsResolver resolver)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30); // a guard: it takes a moment

    /// <summary>Hands a message in that the mail server puts off, shows it in the queue, has it tried again, and tells its story.</summary>
    /// <returns>Whether it was kept, and delivered by the second attempt.</returns>
    /// <exception cref="SmtpRelayException">The relay could not be started.</exception>
    public async Task<bool> ShowAsync(SmtpTestRunner client, NamedAddress sender, NamedAddress recipient, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        var folder = Directory.CreateTempSubdirectory("smtpadmin-");
        try
        {
            return await ShowAsync(folder.FullName, client, sender, recipient, patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task<bool> ShowAsync(string spool, SmtpTestRunner client, NamedAddress sender, NamedAddress recipient, CancellationToken cancellationToken)
    {
        lab.Sink.Order(LabFault.ReplyWith(LabStage.RcptTo, "450 4.7.1 Greylisted, try again later", times: 1));
        var delivered = lab.Sink.MessageCount + 1;
        await using var relay = await SmtpRelay.StartAsync(Options(spool), resolver, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        var status = relay.GetStatus();
        Terminal.Out.WriteLine(status.ToString());
        var sent = await client.RunAsync(Message(status, sender, recipient), progress: null, cancellationToken).LastAsync(cancellationToken).ConfigureAwait(false);
        if (sent is not { Status: SmtpTestStatus.Sent, QueueId: { } queueId }) return false;
        Terminal.Out.WriteLine("A message was answered with 250: it is on disk. The mail server puts it off, and so it waits:");

        await using var access = await SmtpRelayAccess.OpenAsync(spool, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        DemoCommand.Call("get-smtp-queue --spool-path ...");
        QueueView.WriteRow(await PutOffAsync(access, cancellationToken).ConfigureAwait(false));
        DemoCommand.Call($"resume-smtp-queue-item {queueId} --requeue --spool-path ...");
        await foreach (var requeued in access.ChangeAsync(SmtpQueueAction.Requeue, SmtpQueueFilter.All, cancellationToken).ConfigureAwait(false)) QueueView.WriteRow(requeued);
        await lab.Sink.WaitForMessagesAsync(delivered, cancellationToken).ConfigureAwait(false);
        await relay.StopAsync(relay.Grace, cancellationToken).ConfigureAwait(false);

        DemoCommand.Call($"get-smtp-trace {queueId} --event-only --spool-path ...");
        var kinds = new List<SmtpTraceKind>();
        var trace = new SmtpTrace(await SmtpTrace.FindFolderAsync(spool, cancellationToken).ConfigureAwait(false));
        await foreach (var entry in trace.ReadAsync(new SmtpTraceFilter { QueueId = queueId, WholeStory = false }, cancellationToken).ConfigureAwait(false))
        {
            TraceView.Write(entry);
            kinds.Add(entry.Kind);
        }
        return kinds is [SmtpTraceKind.Accepted, SmtpTraceKind.Deferred, SmtpTraceKind.Changed, SmtpTraceKind.Delivered, SmtpTraceKind.Done]
            && lab.Sink.Messages[^1].Text.Contains(queueId, StringComparison.Ordinal);
    }

    private SmtpRelayOptions Options(string spool) => new()
    {
        SpoolPath = spool,
        HostName = $"relay.{LabEnvironment.Domain}",
        Listeners = [new SmtpRelayListener { EndPoint = new(LabEnvironment.GoodAddress, 0) }],
        Routes = [new SmtpRelayRoute { SmartHosts = [new SmtpSmartHost { Host = LabEnvironment.MailHost, Port = lab.Sink.EndPoint.Port, Tls = RelayTlsPolicy.Required }] }],
        Delivery = new SmtpRelayDelivery { AdditionalTrustRoots = [lab.CaCertificate] },
        MinimumFreeSpace = 0,
    };

    private static SmtpTestRequest Message(SmtpRelayStatus relay, NamedAddress sender, NamedAddress recipient) => new()
    {
        Server = SmtpServerName.Parse(relay.Listeners[0].EndPoint),
        From = sender,
        To = [recipient],
        Options = new SmtpTestOptions { Server = "", Security = SmtpSecurity.None, HelloName = LabEnvironment.MailHost },
    };

    /// <summary>Waits until the first attempt has failed.</summary>
    private static async Task<SmtpQueueItem> PutOffAsync(ISmtpRelayAccess access, CancellationToken cancellationToken)
    {
        while (true)
        {
            await foreach (var item in access.ListAsync(new SmtpQueueFilter { Status = SmtpRecipientStatus.Deferred }, cancellationToken).ConfigureAwait(false)) return item;
            await Task.Delay(TimeSpan.FromMilliseconds(20), cancellationToken).ConfigureAwait(false);
        }
    }
}
