namespace SmtpAdmin.Mime;

/// <summary>Finds out whether a message with octets above 127 can be made one without (RFC 6152 section 3), and which of its parts have to be encoded for that.</summary>
internal sealed class SevenBitSurvey : MimeWalker
{
    private const int MaxEntities = 10_000;

    private readonly HashSet<int> _parts = [];

    /// <summary>Why it cannot be done, as a clause; null when it can.</summary>
    public string? Obstacle { get; private set; }

    /// <summary>The numbers of the entities whose bodies have octets above 127.</summary>
    public IReadOnlySet<int> Parts => _parts;

    /// <inheritdoc/>
    protected override void OnHeader(MimeEntity entity, bool hasEmptyLine)
    {
        if (entity.Number > MaxEntities) Obstacle ??= "it has too many parts";
        foreach (var field in entity.Header.Fields)
        {
            if (HasEightBit(field.Raw.Span)) Obstacle ??= "a header field has them"; // no one says in which charset, and an encoded word needs that
        }
    }

    /// <inheritdoc/>
    protected override void OnBody(MimeEntity? leaf, ReadOnlySpan<byte> text, bool endsLine)
    {
        if (Obstacle is not null || leaf is null || !HasEightBit(text)) return;
        _parts.Add(leaf.Number);
        Obstacle = leaf switch
        {
            { IsSealed: true } => "a signed part has them, and its signature would break",
            { IsLeaf: false } => "its parts are nested too deep",
            { Encoding: "quoted-printable" } => null,
            { IsEncoded: true } => $"a part has them that says to be encoded as '{PlainText.Excerpt(leaf.Encoding, 40)}'",
            _ when leaf.Type.MediaType.StartsWith("message/", StringComparison.Ordinal) => "a part has them whose type cannot be encoded (RFC 2046 section 5.2)",
            _ => null,
        };
    }

    /// <inheritdoc/>
    protected override void OnDelimiter(ReadOnlySpan<byte> line, bool hasEnd)
    {
        // A boundary with such octets is in a header field too.
    }

    /// <inheritdoc/>
    protected override void OnOverflow(ReadOnlySpan<byte> header) => Obstacle ??= "a header section is too long";

    /// <inheritdoc/>
    protected override void OnEnd()
    {
        // All was said.
    }

    private static bool HasEightBit(ReadOnlySpan<byte> octets) => octets.IndexOfAnyInRange((byte)128, (byte)255) >= 0;
}
