namespace SmtpAdmin.Core.Tests.Smtp.Relay.Delivery.Support;

/// <summary>What a server and the relay say to each other, in pieces to be put together: see <see cref="Client.Support.SmtpScript"/>. Each piece ends its last line.</summary>
internal static class DeliveryScript
{
    public const string Greeting = "S: 220 mx.example.net\n";

    /// <summary>EHLO, up to where the server says what it offers; the last of that is still to come.</summary>
    public const string Ehlo = Greeting + "C: EHLO relay.example.org\nS: 250-mx.example.net\n";

    /// <summary>A server that takes commands in groups.</summary>
    public const string Hello = Ehlo + "S: 250 PIPELINING\n";

    /// <summary>A server that takes them one by one.</summary>
    public const string Slow = Greeting + "C: EHLO relay.example.org\nS: 250 mx.example.net\n";

    /// <summary>A message from me@example.org to b@example.net, as far as the relay says it in one go.</summary>
    public const string Envelope = "C: MAIL FROM:<me@example.org>\nC: RCPT TO:<b@example.net>\nC: DATA\n";

    /// <summary>The same, up to where the whole message is there.</summary>
    public const string UpToMessage = Envelope + "S: 250 ok\nS: 250 ok\nS: 354 go on\n";

    /// <summary>The same, with the message.</summary>
    public const string Message = UpToMessage + "C: (message)\n";

    public const string Taken = "S: 250 taken\n";

    public const string Quit = "C: QUIT\nS: 221 bye\n";

    /// <summary>A server that takes commands in groups and offers more, such as <c>SIZE 1000</c>.</summary>
    public static string Opening(params string[] offered) => Ehlo + Lines("S: 250-", offered) + "S: 250 PIPELINING\n";

    /// <summary>A group: MAIL, a RCPT for each recipient, DATA; and the replies, in order.</summary>
    /// <param name="recipients">The recipients.</param>
    /// <param name="replies">The replies to all of them.</param>
    /// <param name="parameters">What stands behind the sender, a space before it.</param>
    public static string Group(IEnumerable<string> recipients, string[] replies, string parameters = "") =>
        $"C: MAIL FROM:<me@example.org>{parameters}\n" + Lines("C: ", recipients.Select(recipient => $"RCPT TO:<{recipient}>")) + "C: DATA\n" + Lines("S: ", replies);

    /// <summary>A transaction in which all recipients are taken.</summary>
    /// <param name="recipients">The recipients.</param>
    /// <param name="parameters">What stands behind the sender, a space before it.</param>
    /// <param name="word">The reply behind the message.</param>
    public static string Transaction(IReadOnlyCollection<string> recipients, string parameters = "", string word = "250 taken") =>
        Group(recipients, ["250 ok", .. recipients.Select(_ => "250 ok"), "354 go on"], parameters) + Sent(word);

    /// <summary>The message, and the reply behind it.</summary>
    public static string Sent(string word) => $"C: (message)\nS: {word}\n";

    private static string Lines(string side, IEnumerable<string> texts) => string.Concat(texts.Select(text => $"{side}{text}\n"));
}
