using System.Net;

namespace SmtpAdmin.Dns;

/// <summary>What the system says about its resolvers.</summary>
/// <param name="Servers">The servers, in order; none when nothing is configured.</param>
/// <param name="Timeout">How long to wait for one answer; null when it is not said.</param>
/// <param name="Attempts">How many rounds to make; null when it is not said.</param>
public sealed record SystemResolverSettings(IReadOnlyList<IPEndPoint> Servers, TimeSpan? Timeout, int? Attempts);
