using SmtpAdmin.Bench;

// dotnet run -c Release --project bench -- <measurement> [options]
using var interrupted = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    interrupted.Cancel();
};
try
{
    switch (args)
    {
        case ["dns", .. var rest]: return await DnsBench.RunAsync(rest, interrupted.Token);
        default:
            Console.Error.WriteLine("""
                usage: dotnet run -c Release --project bench -- MEASUREMENT [options]
                  dns [--server ADDRESS[:PORT]] [--zone NAME] [--rounds N]   the resolver beside dnsperf
                """);
            return 2;
    }
}
catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
{
    return 130;
}
