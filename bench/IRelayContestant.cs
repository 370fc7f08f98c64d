using System.Net;

namespace SmtpAdmin.Bench;

/// <summary>A relay in processes of its own that passes all mail to one sink. Stopped when disposed.</summary>
internal interface IRelayContestant : IAsyncDisposable
{
    string Name { get; }

    IPEndPoint EndPoint { get; }
}
