namespace SmtpAdmin.Provisioning;

/// <summary>What was made, or why it was not.</summary>
/// <typeparam name="T">What is made.</typeparam>
public sealed record RecordBuild<T>
    where T : class
{
    /// <summary>What was made; null when it was refused.</summary>
    public T? Made { get; init; }

    /// <summary>Why it was not; empty when it was.</summary>
    public IReadOnlyList<RecordRefusal> Refusals { get; init => field = Indexable.Of(value); } = [];

    /// <summary>A refusal for one reason.</summary>
    internal static RecordBuild<T> Refused(RecordRefusal refusal) => new() { Refusals = [refusal] };
}
