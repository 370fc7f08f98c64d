namespace SmtpAdmin.Smtp.Relay;

/// <summary>Warns of what an administrator should look at, and not again and again: the same of the same server once in a while. Used by many at once.</summary>
internal sealed class RelayWarnings(IRelayLog log, TimeProvider time)
{
    private const int MaxRemembered = 1000;

    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(10);

    private readonly Dictionary<(string Server, string Text), long> _said = [];

    /// <summary>Warns.</summary>
    /// <param name="server">The server that it is about.</param>
    /// <param name="problem">What is wrong.</param>
    public void Write(string server, DeliveryProblem problem)
    {
        lock (_said)
        {
            if (_said.TryGetValue((server, problem.Text), out var at) && time.GetElapsedTime(at) < Silence) return;
            if (_said.Count >= MaxRemembered) _said.Clear();
            _said[(server, problem.Text)] = time.GetTimestamp();
        }
        log.Write(new SmtpTraceEvent
        {
            Time = time.GetUtcNow(),
            Kind = SmtpTraceKind.Warning,
            Server = server,
            EndPoint = problem.EndPoint,
            Tls = problem.Tls,
            Status = problem.Status,
            Reply = problem.IsReply ? problem.Text : null,
            Text = problem.IsReply ? null : problem.Text,
        });
    }

    /// <summary>Warns of something that is about no server.</summary>
    public void Write(string text) => log.Warn(time, text);
}
