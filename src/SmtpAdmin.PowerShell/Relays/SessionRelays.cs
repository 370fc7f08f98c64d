using System.Collections.Concurrent;
using System.Management.Automation.Runspaces;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.PowerShell.Relays;

/// <summary>The relays that sessions of this process run in their background. A relay ends with its session, and with the module in it.</summary>
internal static class SessionRelays
{
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(5); // to close files, beyond the time for what is under way
    private static readonly ConcurrentDictionary<SessionRelay, bool> Running = new();
    private static readonly ConcurrentDictionary<Guid, bool> Watched = new();

    static SessionRelays() => AppDomain.CurrentDomain.ProcessExit += (_, _) => Stop(_ => true);

    /// <summary>Keeps a relay.</summary>
    /// <param name="relay">The relay, which runs.</param>
    /// <param name="session">The session's runspace.</param>
    /// <param name="needs">What is disposed behind it, in this order.</param>
    public static SessionRelay Add(SmtpRelay relay, Runspace session, params IReadOnlyList<IDisposable> needs)
    {
        if (Watched.TryAdd(session.InstanceId, true)) session.StateChanged += Watch;
        var added = new SessionRelay(relay, session.InstanceId, needs, gone => Running.TryRemove(gone, out _));
        Running[added] = true;
        return added;
    }

    /// <summary>The queues of the relays that a session runs, in a steady order.</summary>
    public static IReadOnlyList<string> SpoolsOf(Guid session) =>
        [.. Running.Keys.Where(relay => relay.Session == session && !relay.Relay.Completion.IsCompleted).Select(relay => relay.Relay.SpoolPath).Order(StringComparer.Ordinal)];

    /// <summary>The relay of this process that has a queue; null for none.</summary>
    public static SessionRelay? With(string spoolPath) => Running.Keys.FirstOrDefault(relay => relay.Relay.SpoolPath == spoolPath);

    /// <summary>How long a relay takes to end, at the most.</summary>
    /// <param name="grace">How long what is under way may take.</param>
    public static TimeSpan TimeToEnd(TimeSpan grace) => grace + Margin;

    /// <summary>Stops the relays of a session, and waits until they have ended.</summary>
    public static void StopAll(Guid session) => Stop(relay => relay.Session == session);

    private static void Watch(object? sender, RunspaceStateEventArgs state)
    {
        if (sender is not Runspace session || state.RunspaceStateInfo.State is not (RunspaceState.Closing or RunspaceState.Closed or RunspaceState.Broken)) return;
        session.StateChanged -= Watch;
        Watched.TryRemove(session.InstanceId, out _);
        StopAll(session.InstanceId);
    }

    /// <summary>The process or the session would end under the relays' feet: its thread waits here. A relay ends by itself when its time is over.</summary>
    private static void Stop(Func<SessionRelay, bool> isMeant)
    {
        var relays = Running.Keys.Where(isMeant).ToList();
        if (relays.Count == 0) return;
        foreach (var relay in relays) relay.Relay.RequestStop();
        Task.WaitAny([Task.WhenAll(relays.Select(relay => relay.Ended))], TimeToEnd(relays.Max(relay => relay.Relay.Grace)));
    }
}
