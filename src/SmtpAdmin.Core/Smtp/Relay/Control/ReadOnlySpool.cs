namespace SmtpAdmin.Smtp.Relay;

/// <summary>A spool that is only looked at, as the queue wants one. Nothing is written to it.</summary>
internal sealed class ReadOnlySpool(SpoolReader reader) : ISpool
{
    /// <inheritdoc/>
    public string? Problem => null;

    /// <inheritdoc/>
    public long FreeOctets => 0;

    /// <inheritdoc/>
    public long KeptOctets => reader.Messages.Sum(message => message.Length);

    /// <inheritdoc/>
    public ISpoolDraft Begin() => throw new NotSupportedException();

    /// <inheritdoc/>
    public Task AppendChangeAsync(long number, ReadOnlyMemory<byte> change) => throw new NotSupportedException();

    /// <inheritdoc/>
    public Task RemoveAsync(long number) => throw new NotSupportedException();

    /// <inheritdoc/>
    public ISpoolContent OpenContent(long number) => reader.OpenContent(number);
}
