namespace SmtpAdmin.Smtp.Relay;

/// <summary>Something to be written. The writer takes it through: placed in a batch, then either noted in the index and completed, or failed.</summary>
internal abstract class SpoolRequest
{
    /// <summary>The octets of its records.</summary>
    public abstract long Size { get; }

    /// <summary>Whether it is done only when it is durable; else when it is written.</summary>
    public virtual bool NeedsSync => true;

    /// <summary>Nobody is kept waiting by it: it may share the sync of what comes next.</summary>
    public virtual bool IsPatient => false;

    /// <summary>Why it cannot be written, though the disk works: a part of it was lost when the disk did not.</summary>
    public virtual string? FindFault() => null;

    /// <summary>Puts its records into the batch.</summary>
    public abstract void Place(SpoolBatch batch);

    /// <summary>Notes in the index what is now on disk; under its gate.</summary>
    public abstract void Note(SpoolIndex index);

    /// <summary>Notes in the index that nothing came of it; under its gate.</summary>
    public virtual void NoteFailure(SpoolIndex index) { }

    /// <summary>Tells whoever waits.</summary>
    public abstract void Complete();

    /// <summary>Tells whoever waits that it failed, unless it was completed.</summary>
    public abstract void Fail(IOException exception);
}
