using System.Net;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>Remembers for a while which addresses could not be connected to, so that mail does not wait for the same silence again and again. Used by many at once.</summary>
internal sealed class UnreachableAddresses(TimeProvider time)
{
    private const int MaxRemembered = 1000;

    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(2);

    private readonly Dictionary<IPEndPoint, long> _failedAt = [];

    /// <summary>The address was not reached.</summary>
    public void Add(IPEndPoint endPoint)
    {
        lock (_failedAt)
        {
            if (_failedAt.Count >= MaxRemembered) _failedAt.Clear();
            _failedAt[endPoint] = time.GetTimestamp();
        }
    }

    /// <summary>The address was reached.</summary>
    public void Remove(IPEndPoint endPoint)
    {
        lock (_failedAt) _failedAt.Remove(endPoint);
    }

    /// <summary>The address was not reached lately.</summary>
    public bool Contains(IPEndPoint endPoint)
    {
        lock (_failedAt)
        {
            if (!_failedAt.TryGetValue(endPoint, out var at)) return false;
            if (time.GetElapsedTime(at) < Memory) return true;
            _failedAt.Remove(endPoint);
            return false;
        }
    }
}
