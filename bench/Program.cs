using System.Runtime.InteropServices;
using SmtpAdmin.Bench;

// dotnet run -c Release --project bench -- <measurement> [options]
using var interrupted = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
try
{
    switch (args)
    {
        case ["dns", .. var rest]: return await DnsBench.RunAsync(rest, interrupted.Token);
        case ["dnsbl", .. var rest]: return await DnsblBench.RunAsync(rest, interrupted.Token);
        case ["spf", .. var rest]: return await SpfBench.RunAsync(rest, interrupted.Token);
        case ["dkim", .. var rest]: return await DkimBench.RunAsync(rest, interrupted.Token);
        case ["publish", .. var rest]: return await PublishBench.RunAsync(rest, interrupted.Token);
        case ["relay", .. var rest]: return await RelayBench.RunAsync(rest, interrupted.Token);
        case ["relay-hold", .. var rest]: return await RelayHoldBench.RunAsync(rest, interrupted.Token);
        case ["relay-host", .. var rest]: return await RelayHost.RunAsync(rest, interrupted.Token);
        default:
            Console.Error.WriteLine("""
                usage: dotnet run -c Release --project bench -- MEASUREMENT [options]
                  dns [--server ADDRESS[:PORT]] [--zone NAME] [--rounds N]   the resolver beside dnsperf
                  dnsbl [--rounds N]                                         blacklist checks beside dnsperf and adnshost
                  spf [--rounds N]                                           checks of senders beside pyspf and Mail::SPF
                  dkim [--rounds N]                                          signatures beside libopendkim, dkimpy and openssl
                  publish [--rounds N]                                       record sets into a zone beside nsupdate
                  relay [--rounds N] [--messages N]                          the relay beside Postfix
                  relay-hold [--connections N] [--messages N]                what idle connections and a full queue cost the relay
                """);
            return 2;
    }
}
catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
{
    return 130;
}

// The servers that were started must end before we do.
void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    interrupted.Cancel();
}
