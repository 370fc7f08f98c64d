using System.Management.Automation;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.PowerShell.Relays;

/// <summary>A relay that runs in the background of a session, with what it lives on. Lets go of all of it, in order, when the relay has ended, whoever ended it.</summary>
internal sealed class SessionRelay
{
    // An error that ends an action ends its job too, and the session calls it no more. Caught, it is in $Error, from where the job takes it.
    private const string Guard = "try { . $OnBounce @args } catch { }";

    private readonly IReadOnlyList<IDisposable> _needs;
    private readonly Action<SessionRelay> _gone;
    private PSEventManager? _events;
    private PSEventSubscriber? _subscriber;

    /// <param name="relay">The relay, which runs.</param>
    /// <param name="session">The session's runspace.</param>
    /// <param name="needs">What is disposed behind it, in this order.</param>
    /// <param name="gone">Told when all is over.</param>
    public SessionRelay(SmtpRelay relay, Guid session, IReadOnlyList<IDisposable> needs, Action<SessionRelay> gone)
    {
        (Relay, Session, _needs, _gone) = (relay, session, needs, gone);
        Ended = EndAsync();
    }

    /// <summary>The relay.</summary>
    public SmtpRelay Relay { get; }

    /// <summary>The runspace of the session that started it.</summary>
    public Guid Session { get; }

    /// <summary>Ends when the relay has ended and all is let go of.</summary>
    public Task Ended { get; }

    /// <summary>Has a script block run at each bounce, when the session is idle, whatever became of the last one. On the pipeline's thread.</summary>
    public void Subscribe(PSEventManager events, ScriptBlock action)
    {
        _events = events;
        _subscriber = events.SubscribeEvent(Relay, nameof(SmtpRelay.Bounced), $"SmtpRelay:{Relay.SpoolPath}", null, ScriptBlock.Create(Guard), supportEvent: false, forwardEvent: false);
        // The job's module has $EventArgs and its like, and the variables of where Start-SmtpRelay stands: the block is to see them.
        var module = _subscriber.Action.Module;
        module.SessionState.PSVariable.Set("OnBounce", module.NewBoundScriptBlock(action));
    }

    private async Task EndAsync()
    {
        await Task.Yield(); // whoever starts it goes on first
        try
        {
            await Relay.Completion.ConfigureAwait(false);
        }
        finally
        {
            await Relay.DisposeAsync().ConfigureAwait(false);
            foreach (var need in _needs) need.Dispose();
            if (_subscriber is not null) _events?.UnsubscribeEvent(_subscriber);
            _gone(this);
        }
    }
}
