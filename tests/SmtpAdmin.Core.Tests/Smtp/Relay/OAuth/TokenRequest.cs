using System.Net;

namespace SmtpAdmin.Core.Tests.Smtp.Relay;

/// <summary>What a client sent to a token endpoint.</summary>
internal sealed record TokenRequest(IReadOnlyList<string> Head, string Body)
{
    public IReadOnlyDictionary<string, string> Form { get; } = Body.Split('&').Select(pair => pair.Split('=', 2)).ToDictionary(pair => WebUtility.UrlDecode(pair[0]), pair => WebUtility.UrlDecode(pair[1]));

    public string? Header(string name) => Head.FirstOrDefault(line => line.StartsWith(name + ": ", StringComparison.OrdinalIgnoreCase))?[(name.Length + 2)..];
}
