using System.Net;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Support;

/// <summary>What a client sent to a <see cref="StubHttpServer"/>.</summary>
internal sealed record StubHttpRequest(IReadOnlyList<string> Head, string Body)
{
    /// <summary>The parameters of a body that is a form.</summary>
    public IReadOnlyDictionary<string, string> Form => Body.Split('&').Select(pair => pair.Split('=', 2)).ToDictionary(pair => WebUtility.UrlDecode(pair[0]), pair => WebUtility.UrlDecode(pair[1]));

    public string? Header(string name) => Head.FirstOrDefault(line => line.StartsWith(name + ": ", StringComparison.OrdinalIgnoreCase))?[(name.Length + 2)..];
}
