using SmtpAdmin.Mime;
using SmtpAdmin.Smtp.Client;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>Finds out what a message needs of a server, and how it is sent there. Used once.</summary>
/// <param name="session">The connection to the server.</param>
/// <param name="job">The message and its recipients.</param>
/// <param name="spool">Has the message's content, which is looked at only where the server lacks something.</param>
internal sealed class TransferPreparation(RelaySession session, DeliveryJob job, ISpool spool)
{
    private List<(int At, DeliveryProblem Problem)>? _refused;

    /// <summary>How the message is sent.</summary>
    public TransferPlan Plan { get; private set; }

    /// <summary>The sender.</summary>
    public WireAddress Sender { get; private set; }

    /// <summary>The recipients, in the order of the job.</summary>
    public WireAddress[] Addresses { get; } = new WireAddress[job.Recipients.Count];

    /// <summary>Recipients that cannot be named to the server, by their place in the job.</summary>
    public IReadOnlyList<(int At, DeliveryProblem Problem)> Refused => _refused ?? (IReadOnlyList<(int, DeliveryProblem)>)[];

    /// <summary>The numbers of the entities to encode in the message; null where it goes as it is.</summary>
    public IReadOnlySet<int>? SevenBitParts { get; private set; }

    /// <summary>Finds it out.</summary>
    /// <returns>Why it cannot be sent to anyone; null when it can, or when its content cannot be read, which shows again as it is sent.</returns>
    public async ValueTask<DeliveryProblem?> RunAsync()
    {
        var envelope = job.Envelope;
        var features = session.Features;
        if (features.MaxSize is { } limit && envelope.Size > limit) // RFC 1870 section 6.1
        {
            return DeliveryProblem.Permanent(
                "5.3.4", FormattableString.Invariant($"The message has {envelope.Size} octets; {session.Host.Name} takes {limit} at most."), SmtpFailureKind.MessageTooBig);
        }
        if (envelope.RequireTls && !(session.IsTrusted && features.RequireTls)) // RFC 8689 section 4.2
            return Missing("5.7.30", "REQUIRETLS (RFC 8689) was asked for, which needs TLS with a good certificate, and that the server passes it on");

        Sender = WireAddress.Read(envelope.Sender);
        if (!Sender.IsValid) return DeliveryProblem.Permanent("5.1.7", $"The sender's address cannot be sent: '{PlainText.Excerpt(envelope.Sender)}'.");
        if (Sender.NeedsSmtpUtf8 && !features.SmtpUtf8) return Missing("5.6.7", "The sender's address needs SMTPUTF8 (RFC 6531)");
        var usesUtf8 = ReadRecipients() || envelope.SmtpUtf8 || Sender.NeedsSmtpUtf8;
        if (envelope is { SmtpUtf8: true, HasEightBit: true } && !features.SmtpUtf8 && await HasEightBitHeaderAsync().ConfigureAwait(false))
            return Missing("5.6.7", "The message's header needs SMTPUTF8 (RFC 6531)");
        if (envelope.HasEightBit && !features.EightBitMime && await SurveyAsync().ConfigureAwait(false) is { } obstacle)
            return Missing("5.6.3", $"The message has octets above 127, which need 8BITMIME (RFC 6152), and cannot be encoded: {obstacle}");
        var isConverted = SevenBitParts is not null;
        Plan = new TransferPlan(isConverted ? null : envelope.Size, envelope.HasEightBit && !isConverted, usesUtf8 && features.SmtpUtf8);
        return null;
    }

    /// <returns>A recipient that can be named needs SMTPUTF8.</returns>
    private bool ReadRecipients()
    {
        var needsUtf8 = false;
        for (var at = 0; at < Addresses.Length; at++)
        {
            var text = job.Envelope.Recipients[job.Recipients[at]].Address;
            var address = Addresses[at] = WireAddress.Read(text);
            if (!address.IsValid) Refuse(at, DeliveryProblem.Permanent("5.1.3", $"The address cannot be sent: '{PlainText.Excerpt(text)}'."));
            else if (address.NeedsSmtpUtf8 && !session.Features.SmtpUtf8) Refuse(at, Missing("5.6.7", "The recipient's address needs SMTPUTF8 (RFC 6531)"));
            else needsUtf8 |= address.NeedsSmtpUtf8;
        }
        return needsUtf8;
    }

    private void Refuse(int at, DeliveryProblem problem) => (_refused ??= []).Add((at, problem));

    private DeliveryProblem Missing(string status, string what) =>
        DeliveryProblem.Permanent(status, $"{what}. {session.Host.Name} does not offer it.", SmtpFailureKind.ExtensionNotOffered);

    /// <summary>Whether an octet above 127 stands in the header section.</summary>
    private async ValueTask<bool> HasEightBitHeaderAsync()
    {
        var scan = new HeaderScan();
        await ReadAsync(octets =>
        {
            scan.Feed(octets);
            return !scan.IsOver;
        }).ConfigureAwait(false);
        return scan.HasEightBit;
    }

    /// <summary>Looks at what has to be encoded for a server that takes no octets above 127 (RFC 6152 section 3).</summary>
    /// <returns>Why it cannot be done; null when it can.</returns>
    private async ValueTask<string?> SurveyAsync()
    {
        var survey = new SevenBitSurvey();
        await ReadAsync(octets =>
        {
            survey.Feed(octets);
            return survey.Obstacle is null;
        }).ConfigureAwait(false);
        survey.Finish();
        SevenBitParts = survey.Parts;
        return survey.Obstacle;
    }

    /// <summary>Reads the message for as long as more of it is wanted, or as far as it can be read.</summary>
    private async ValueTask ReadAsync(ReadOnlySpanFunc wantsMore)
    {
        if (!MessageReader.TryOpen(spool, job.Number, null, out var reader, out _)) return;
        await using var closing = reader.ConfigureAwait(false);
        while (await reader.ReadAsync(CancellationToken.None).ConfigureAwait(false) && !reader.Block.IsEmpty && wantsMore(reader.Block.Span))
        {
            // The work is in the condition.
        }
    }

    private delegate bool ReadOnlySpanFunc(ReadOnlySpan<byte> octets);
}
