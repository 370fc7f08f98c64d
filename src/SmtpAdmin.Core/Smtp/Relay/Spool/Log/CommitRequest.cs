namespace SmtpAdmin.Smtp.Relay;

/// <summary>A message that is complete.</summary>
/// <param name="number">The message.</param>
/// <param name="first">What it begins with: the prefix, and all the rest where that is small; sealed.</param>
/// <param name="written">The blocks of it that were written; held in the index.</param>
/// <param name="last">What was not written of the rest; sealed.</param>
/// <param name="envelope">What is stored with it.</param>
internal sealed class CommitRequest(long number, SpoolBlock first, IReadOnlyList<SpoolPlace> written, SpoolBlock last, ReadOnlyMemory<byte> envelope) : DurableRequest
{
    private readonly SpoolEntry _entry = new(number);

    /// <inheritdoc/>
    public override long Size =>
        SizeOf(first) + SizeOf(last) + SpoolRecordHeader.SizeFor(SpoolCommit.SizeFor(ContentCount, envelope.Length, []));

    private int ContentCount => written.Count + (first.Length > 0 ? 1 : 0) + (last.Length > 0 ? 1 : 0);

    /// <inheritdoc/>
    public override string? FindFault() => SpoolFaults.Find(written);

    /// <inheritdoc/>
    public override void Place(SpoolBatch batch)
    {
        var content = new SpoolPlace[ContentCount];
        var at = 0;
        if (first.Length > 0) content[at++] = batch.AddContent(number, first, isDamaged: false);
        for (var index = 0; index < written.Count; index++) content[at++] = written[index];
        if (last.Length > 0) content[at] = batch.AddContent(number, last, isDamaged: false);
        _entry.Replace(batch.AddCommit(SpoolRecordType.Commit, number, content, envelope.Span, []), content);
    }

    /// <inheritdoc/>
    public override void Note(SpoolIndex index)
    {
        var content = _entry.Content;
        if (first.Length > 0) index.Hold(content[0], number);
        if (last.Length > 0) index.Hold(content[^1], number);
        index.Add(_entry);
    }

    private static long SizeOf(SpoolBlock block) => block.Length == 0 ? 0 : SpoolRecordHeader.SizeFor(block.Length);
}
