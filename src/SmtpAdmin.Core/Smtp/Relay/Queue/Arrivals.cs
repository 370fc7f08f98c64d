namespace SmtpAdmin.Smtp.Relay;

/// <summary>The destinations that have work that was not there before, each once; mostly none or one, and then nothing is allocated.</summary>
internal struct Arrivals
{
    private RelayDestination? _first;
    private HashSet<RelayDestination>? _all;

    /// <summary>Takes note of one.</summary>
    public void Add(RelayDestination destination)
    {
        if (ReferenceEquals(destination, RelayRoutes.NoRoute) || destination.Equals(_first)) return;
        if (_first is null) _first = destination;
        else (_all ??= [_first]).Add(destination);
    }

    /// <summary>Tells somebody of all. Not to be called under a lock.</summary>
    public readonly void Tell(Action<RelayDestination>? listener)
    {
        if (listener is null || _first is null) return;
        if (_all is null) listener(_first);
        else foreach (var destination in _all) listener(destination);
    }
}
