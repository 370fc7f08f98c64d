using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Smtp.Client;

/// <summary>
/// Blots secrets out of whatever is shown. Our own lines are masked where they are written; this is for servers that send back what they got,
/// as in <c>500 unknown command: AHVzZXIAcGFzcw==</c>.
/// </summary>
internal sealed class SecretMask
{
    /// <summary>What stands where a secret stood.</summary>
    public const string Blot = "***";

    private const int ShortestSecret = 4; // anything shorter occurs in innocent text by chance

    private readonly List<string> _secrets = [];

    /// <summary>Adds a text to blot out.</summary>
    public void Add(string secret)
    {
        if (secret.Length < ShortestSecret || _secrets.Contains(secret)) return;
        _secrets.Add(secret);
        _secrets.Sort((left, right) => right.Length.CompareTo(left.Length)); // the longest first: one may hold another
    }

    /// <summary>The text without the secrets.</summary>
    public string Apply(string text)
    {
        foreach (var secret in _secrets) text = text.Replace(secret, Blot, StringComparison.OrdinalIgnoreCase);
        return text;
    }

    /// <summary>The reply without the secrets.</summary>
    public SmtpReply Apply(SmtpReply reply) =>
        _secrets.Count == 0 || reply.Lines.All(line => ReferenceEquals(Apply(line), line))
            ? reply
            : new SmtpReply(reply.Code, reply.Lines.Select(Apply).ToArray());
}
