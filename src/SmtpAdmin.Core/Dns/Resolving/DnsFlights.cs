namespace SmtpAdmin.Dns;

/// <summary>
/// Questions under way, so that one asked twice at once goes out once. That spares the server, and a forger gains nothing from
/// many equal questions in flight (RFC 5452 section 5).
/// </summary>
internal sealed class DnsFlights
{
    private readonly Dictionary<DnsKey, TaskCompletionSource<DnsAnswer?>?> _underWay = [];

    /// <summary>Joins a question that is under way, or leads.</summary>
    /// <returns>The leader's answer, null when the leader gave up; the task itself is null for the new leader, who must <see cref="Land"/>.</returns>
    public Task<DnsAnswer?>? JoinOrLead(DnsName name, DnsType type)
    {
        lock (_underWay)
        {
            if (_underWay.TryAdd(new DnsKey(name, type), null)) return null;
            var followers = _underWay[new DnsKey(name, type)] ??= new TaskCompletionSource<DnsAnswer?>(TaskCreationOptions.RunContinuationsAsynchronously);
            return followers.Task;
        }
    }

    /// <summary>Ends the leader's look-up.</summary>
    /// <param name="name">The name asked for.</param>
    /// <param name="type">The type asked for.</param>
    /// <param name="answer">What came of it; null when the leader was cancelled.</param>
    public void Land(DnsName name, DnsType type, DnsAnswer? answer)
    {
        TaskCompletionSource<DnsAnswer?>? followers;
        lock (_underWay) _underWay.Remove(new DnsKey(name, type), out followers);
        followers?.SetResult(answer);
    }
}
