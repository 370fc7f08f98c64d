namespace SmtpAdmin.Provisioning;

/// <summary>Why no record is made, and what would do.</summary>
/// <param name="Code">The reason.</param>
/// <param name="Message">What is wrong and what to do about it, in sentences.</param>
/// <param name="Subject">What it is about, as it was given; empty for the whole.</param>
public sealed record RecordRefusal(RecordRefusalCode Code, string Message, string Subject = "")
{
    /// <summary>Nothing that was given is wrong: what has to be known for it could not be learned.</summary>
    public bool IsUnknown => Code is RecordRefusalCode.MxUnknown;

    /// <inheritdoc/>
    public override string ToString() => Message;
}
