using System.Net;

namespace SmtpAdmin.Dns;

/// <summary>A server of a zone.</summary>
/// <param name="Host">Its name in the zone's NS records; empty where it was given by its address.</param>
/// <param name="Address">Its address; null where its name has none that could be found.</param>
/// <param name="Problem">Why it has none, in words.</param>
internal sealed record DnsZoneServer(string Host, IPEndPoint? Address, string Problem = "");
